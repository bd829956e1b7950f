export { BodyTrack, EXTRAPOLATE_MS, type SampledBody } from './body-track.ts';
export { PoseSampler } from './pose-sampler.ts';
export { RENDER_CLOCK, RenderClock } from './render-clock.ts';
export { VOICE_PLAYER, VoicePlayer, type VoicePlayerOptions } from './voice-player.ts';

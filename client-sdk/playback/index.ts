export type { SampledAct } from './act-track.ts';
export { BodyTrack, EXTRAPOLATE_MS, type SampledBody } from './body-track.ts';
export { loadFarMotions } from './load-far-motions.ts';
export { PoseSampler } from './pose-sampler.ts';
export { RENDER_CLOCK, RenderClock } from './render-clock.ts';
export { SHOW_FEED_MAX, type ShowDue, ShowFeed } from './show-feed.ts';
export { VOICE_PLAYER, VoicePlayer, type VoicePlayerOptions } from './voice-player.ts';

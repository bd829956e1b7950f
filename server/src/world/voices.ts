// CONTRIBUTOR NOTES
// A voice is made outside the tick and comes back through the mailbox as times; the sound itself never enters the world.
// So a record holds what the tick used, and a replay needs no synthesiser. Lines are asked for as soon as they are
// decided (0.6 s and more before they are said), which hides the synthesis; who has no answer by then waits a moment and
// then goes on with estimated times and without sound.
import type { VisemeTrack } from '@troupe/avatars/face';
import { markWords, type WordMark } from '@troupe/avatars/gesture';
import type { Mind, MoodFace } from './mind.ts';
import type { SungNote } from './sung.ts';
import type { World } from './world.ts';

/** How somebody sounds. */
export interface VoiceSpec {
  /** Variant of the synthesiser's voices, e.g. f3 or m2. */
  readonly variant: string;
  /** Pitch 0..99 and its range 0..99. */
  readonly pitch: number;
  readonly range: number;
  /** Words a minute. */
  readonly rate: number;
}

export const VOICE_DEFAULTS: VoiceSpec = { variant: 'f3', pitch: 55, range: 55, rate: 165 };

export const VOICE_LIMITS = {
  /** Lines asked for in one tick, lines waiting for a voice, and tracks remembered; the oldest give way. */
  asksMax: 64,
  waitingMax: 128,
  tracksMax: 256,
  /** How long a line waits for its voice before it is said without, ticks. */
  waitTicks: 8,
} as const;

/** A line that wants a voice: everything the synthesiser needs. */
export interface VoiceAsk extends VoiceSpec {
  readonly key: string;
  readonly text: string;
  readonly locale: 'en' | 'ko';
  /** What it is sung on; none: it is spoken. */
  readonly notes?: readonly SungNote[];
}

/** When the words and mouth shapes of a line come; as it is sent by mailbox: plain numbers. */
export interface VoiceTrack {
  readonly key: string;
  readonly durationMs: number;
  /** For each word of `markWords`: start, end and stressed syllable, ms. */
  readonly words: readonly number[];
  readonly visemes: VisemeTrack;
}

/** Where lines wait for their voice. */
export interface VoiceDesk {
  /** False while there is no voice: lines are said without, at once. */
  ready: boolean;
  /** Asked in this tick; taken by the host after it. */
  readonly asks: VoiceAsk[];
  /** Keys asked for and not yet answered. */
  readonly waiting: Set<string>;
  readonly tracks: Map<string, VoiceTrack>;
}

export function createVoiceDesk(): VoiceDesk {
  return { ready: false, asks: [], waiting: new Set(), tracks: new Map() };
}

/** What a mood does to a voice: factors of rate and range, and pitch in points. */
const MOODS: Readonly<
  Record<MoodFace, { readonly rate: number; readonly range: number; readonly pitch: number }>
> = {
  happy: { rate: 1.05, range: 1.25, pitch: 5 },
  relaxed: { rate: 1, range: 1, pitch: 0 },
  surprised: { rate: 1.06, range: 1.4, pitch: 9 },
  sad: { rate: 0.86, range: 0.65, pitch: -6 },
  angry: { rate: 1.1, range: 1.1, pitch: -3 },
};

/** A line as somebody would say it in a mood. */
export function voiceAsk(
  mind: Pick<Mind, 'voice'>,
  line: {
    readonly text: string;
    readonly locale: 'en' | 'ko';
    readonly face: MoodFace;
    readonly notes?: readonly SungNote[];
  },
): VoiceAsk {
  const { variant, pitch, range, rate } = mind.voice;
  const mood = MOODS[line.face];
  const bounded = (value: number): number => Math.max(0, Math.min(99, Math.round(value)));
  const spec = {
    variant,
    pitch: bounded(pitch + mood.pitch),
    range: bounded(range * mood.range),
    rate: Math.round(rate * mood.rate),
  };
  const { text, locale, notes } = line;
  const melody = notes
    ? ` ${notes.map(({ atMs, ms, key, tied }) => `${tied ? '~' : ''}${key}@${Math.round(atMs)}+${Math.round(ms)}`).join(' ')}`
    : '';
  const key = `${locale}+${variant} ${spec.pitch} ${spec.range} ${spec.rate}${melody} ${text}`;
  return { key, text, locale, ...spec, ...(notes ? { notes } : {}) };
}

/** Asks for the voice of a line unless it is there or on its way. */
export function askVoice(world: World, ask: VoiceAsk): void {
  const { voices } = world.social;
  if (!voices.ready || voices.waiting.has(ask.key)) return;
  const known = voices.tracks.get(ask.key);
  if (known) {
    // Used again: the last to be forgotten.
    voices.tracks.delete(ask.key);
    voices.tracks.set(ask.key, known);
    return;
  }
  if (voices.asks.length >= VOICE_LIMITS.asksMax || voices.waiting.size >= VOICE_LIMITS.waitingMax) {
    world.counters.voicesDropped += 1;
    return;
  }
  voices.waiting.add(ask.key);
  voices.asks.push(ask);
}

/** Takes what came back for a line; undefined track: it has no voice. */
export function takeVoice(world: World, key: string, track: VoiceTrack | undefined): void {
  const { voices } = world.social;
  voices.waiting.delete(key);
  if (!track) {
    world.counters.voicesFailed += 1;
    return;
  }
  if (voices.tracks.size >= VOICE_LIMITS.tracksMax) {
    const oldest = voices.tracks.keys().next().value;
    if (oldest !== undefined) voices.tracks.delete(oldest);
  }
  voices.tracks.set(key, track);
}

/** A voice has come or gone; what waited for one that is gone goes on without. */
export function setVoiceReady(world: World, ready: boolean): void {
  const { voices } = world.social;
  voices.ready = ready;
  if (!ready) voices.waiting.clear();
}

/** True while a line asked for at `sinceTick` should still wait for its voice. */
export function waitsForVoice(world: World, key: string, sinceTick: number): boolean {
  return world.social.voices.waiting.has(key) && world.tick - sinceTick < VOICE_LIMITS.waitTicks;
}

/** Words of a line with the times of its voice, s. */
export function wordsOfVoice(text: string, track: VoiceTrack): WordMark[] {
  return markWords(text, () => 0).map((mark, i) => ({
    ...mark,
    startS: (track.words[i * 3] ?? track.durationMs) / 1000,
    endS: (track.words[i * 3 + 1] ?? track.durationMs) / 1000,
    accentS: (track.words[i * 3 + 2] ?? track.durationMs) / 1000,
  }));
}

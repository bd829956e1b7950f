import { SCORE_SCHEMA, type ScoreFile } from '@troupe/client-sdk/protocol';

/** Notes are handed to the audio clock this far ahead, s; and how often that is looked after, ms. */
const AHEAD = { s: 0.6, everyMs: 200 } as const;
const QUIET_S = 0.08;

type Note = ScoreFile['tracks'][number]['notes'][number];

/** A note with the moment it sounds, s from the start of the piece. */
export interface DueNote {
  readonly track: number;
  readonly atS: number;
  readonly note: Note;
}

/** Notes that begin in [fromS, toS) of a piece that goes round for ever. */
export function notesBetween(score: ScoreFile, fromS: number, toS: number): DueNote[] {
  const beatS = 60 / score.bpm;
  const roundS = score.bars * score.meter * beatS;
  const due: DueNote[] = [];
  for (let round = Math.max(0, Math.floor(fromS / roundS)); round * roundS < toS; round++)
    score.tracks.forEach(({ notes }, track) => {
      for (const note of notes) {
        const atS = round * roundS + note[0] * beatS;
        if (atS >= fromS && atS < toS) due.push({ track, atS, note });
      }
    });
  return due;
}

/** Plays scores by the clock of the stage, so that every guest hears the same beat at the same moment. */
export class ScorePlayer {
  #context: AudioContext | undefined;
  #out: GainNode | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #score: ScoreFile | undefined;
  #track = '';
  #nextS = 0;
  readonly #baseUrl: () => string;
  readonly #positionS: () => number;

  /** `positionS`: how far the piece has come by the clock of the stage, s. */
  constructor(baseUrl: () => string, positionS: () => number) {
    this.#baseUrl = baseUrl;
    this.#positionS = positionS;
  }

  /** Follows what the show plays; '' is silence. Needs one gesture of the guest before, as browsers want it. */
  async play(track: string, volume: number, fadeS: number): Promise<void> {
    this.#context ??= new AudioContext();
    const context = this.#context;
    this.#out ??= new GainNode(context, { gain: 0 });
    this.#out.connect(context.destination);
    this.#out.gain.cancelScheduledValues(context.currentTime);
    this.#out.gain.setTargetAtTime(
      track === '' ? 0 : volume * 0.5,
      context.currentTime,
      Math.max(QUIET_S, fadeS / 3),
    );
    if (track !== '' && track !== this.#track) {
      const response = await fetch(`${this.#baseUrl()}/assets/shows/${track}`);
      this.#score = SCORE_SCHEMA.parse(await response.json());
      this.#track = track;
      this.#nextS = this.#positionS();
    }
    this.#timer ??= setInterval(() => this.#look(), AHEAD.everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    void this.#context?.close();
    this.#context = undefined;
    this.#out = undefined;
    this.#track = '';
  }

  #look(): void {
    const context = this.#context;
    if (!context || !this.#score) return;
    const nowS = this.#positionS();
    if (!(nowS >= 0)) return;
    // After a jump of the show there is nothing to make up for.
    if (Math.abs(this.#nextS - nowS) > AHEAD.s * 3) this.#nextS = nowS;
    const toS = nowS + AHEAD.s;
    for (const { track, atS, note } of notesBetween(this.#score, this.#nextS, toS))
      this.#sound(track, context.currentTime + Math.max(0, atS - nowS), note);
    this.#nextS = Math.max(this.#nextS, toS);
  }

  #sound(track: number, atS: number, [, beats, key]: Note): void {
    const context = this.#context!;
    const { instrument, volume } = this.#score!.tracks[track];
    const { wave, attackS, releaseS } = VOICES[instrument];
    const lengthS = (beats * 60) / this.#score!.bpm;
    const gain = new GainNode(context, { gain: 0 });
    const frequency = 440 * 2 ** ((key - 69) / 12);
    const voice = new OscillatorNode(context, { type: wave, frequency });
    if (instrument === 'kick') voice.frequency.exponentialRampToValueAtTime(40, atS + 0.12);
    gain.gain.setValueAtTime(0, atS);
    gain.gain.linearRampToValueAtTime(volume, atS + attackS);
    gain.gain.setTargetAtTime(0, atS + Math.max(attackS, lengthS - releaseS), releaseS);
    voice.connect(gain).connect(this.#out!);
    voice.start(atS);
    voice.stop(atS + lengthS + releaseS * 4);
  }
}

const VOICES: Record<
  ScoreFile['tracks'][number]['instrument'],
  { wave: OscillatorType; attackS: number; releaseS: number }
> = {
  pad: { wave: 'triangle', attackS: 0.4, releaseS: 0.5 },
  bell: { wave: 'sine', attackS: 0.005, releaseS: 0.6 },
  pluck: { wave: 'triangle', attackS: 0.004, releaseS: 0.15 },
  bass: { wave: 'sine', attackS: 0.01, releaseS: 0.12 },
  kick: { wave: 'sine', attackS: 0.002, releaseS: 0.08 },
  hat: { wave: 'square', attackS: 0.001, releaseS: 0.02 },
};

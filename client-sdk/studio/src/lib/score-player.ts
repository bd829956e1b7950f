import {
  KICK_FALL,
  SCORE_SCHEMA,
  SCORE_VOICES,
  type ScoreFile,
  type ShowMessage,
} from '@troupe/client-sdk/protocol';
import { RecordingVoice } from './recording-voice.ts';

/** Notes are handed to the audio clock this far ahead, s; and how often that is looked after, ms. */
const AHEAD = { s: 0.6, everyMs: 200 } as const;
const QUIET_S = 0.08;
/** All voices of a score together. */
const LOUDNESS = 0.5;
/** Two messages mean the same take when its first beat is as near as this, ms: a pause moves it by more. */
const SAME_MS = 60;

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

/** A note as it was handed to the sound card: where it belongs and where it sounds, ms of the stage. */
export interface SoundedNote {
  readonly track: string;
  readonly atMs: number;
  readonly heardMs: number;
}

/** A piece that sounds: its score or its recording, and the stage time of its beginning, ms. */
interface Take {
  readonly track: string;
  readonly sinceMs: number;
  readonly score: ScoreFile | undefined;
  readonly recording: RecordingVoice | undefined;
  /** Seconds of a recording in a second of the stage. */
  readonly rate: number;
  readonly out: GainNode;
  /** Notes up to here have been handed over, s. */
  nextS: number;
}

const SOUNDED_MAX = 400;
/** A piece as it was fetched. */
type Piece = ScoreFile | AudioBuffer;
const isRecording = (piece: Piece): piece is AudioBuffer => 'sampleRate' in piece;

/** Plays scores and recordings by the clock of the stage, so that every guest hears the same beat at the same moment. */
export class ScorePlayer {
  readonly sounded: SoundedNote[] = [];
  readonly #baseUrl: string;
  readonly #context: () => AudioContext | undefined;
  readonly #shownMs: () => number;
  readonly #pieces = new Map<string, Promise<Piece>>();
  #take: Take | undefined;
  #wanted: ShowMessage | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #on = true;

  /**
   * @param context made after a person has touched the page
   * @param shownMs moment of the stage that the page shows and sounds now, ms
   */
  constructor(baseUrl: string, context: () => AudioContext | undefined, shownMs: () => number) {
    this.#baseUrl = baseUrl;
    this.#context = context;
    this.#shownMs = shownMs;
  }

  /** Music is wanted or not. */
  set on(on: boolean) {
    this.#on = on;
    this.#turn();
  }

  /** Follows what the show plays; a message may come before its moment. */
  follow(message: ShowMessage): void {
    this.#wanted = message;
    this.#timer ??= setInterval(() => this.#look(), AHEAD.everyMs);
    this.#turn();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#wanted = undefined;
    this.#end(0);
  }

  /** Begins, ends or turns the piece that is wanted. */
  #turn(): void {
    const context = this.#context();
    const { music, status } = this.#wanted ?? {};
    if (!context || !music) return;
    const untilS = Math.max(0, (music.sinceMs - this.#shownMs()) / 1000);
    const plays = this.#on && music.playing && status === 'playing';
    if (!plays) {
      this.#end(untilS, this.#on ? music.fadeMs / 1000 : 0);
      return;
    }
    if (this.#take?.track === music.track) {
      const same = Math.abs(this.#take.sinceMs - music.sinceMs) < SAME_MS;
      if (same) this.#fade(this.#take.out, music.volume, untilS, music.fadeMs / 1000);
      if (same) return;
    }
    this.#load(context, music.track).then(
      (piece) => {
        if (this.#wanted?.music.sinceMs === music.sinceMs && this.#on) this.#begin(context, piece, music);
      },
      () => {
        // Told once, when it was fetched: a show goes on without its music.
      },
    );
  }

  #load(context: AudioContext, track: string): Promise<Piece> {
    let piece = this.#pieces.get(track);
    if (!piece) {
      piece = fetch(`${this.#baseUrl}/assets/shows/${track}`).then(async (response) => {
        if (!response.ok) throw new Error(`the stage answers ${response.status}`);
        if (/\.json$/i.test(track)) return SCORE_SCHEMA.parse(await response.json());
        return context.decodeAudioData(await response.arrayBuffer());
      });
      this.#pieces.set(track, piece);
      piece.catch((error: Error) => console.warn(`music ${track}: ${error.message}`));
    }
    return piece;
  }

  #begin(context: AudioContext, piece: Piece, music: ShowMessage['music']): void {
    const untilS = Math.max(0, (music.sinceMs - this.#shownMs()) / 1000);
    if (this.#take?.sinceMs === music.sinceMs) return;
    this.#end(untilS);
    const out = new GainNode(context, { gain: 0 });
    out.connect(context.destination);
    this.#fade(out, music.volume, untilS, music.fadeMs / 1000);
    const nextS = Math.max(0, (this.#shownMs() - music.sinceMs) / 1000);
    const { track, sinceMs } = music;
    const rate = this.#wanted?.rate ?? 1;
    const [score, recording] = isRecording(piece)
      ? [undefined, new RecordingVoice(piece, out, rate)]
      : [piece, undefined];
    this.#take = { track, sinceMs, score, recording, rate, out, nextS };
    this.#look();
  }

  #fade(out: GainNode, volume: number, afterS: number, fadeS: number): void {
    const { currentTime } = out.context;
    out.gain.setTargetAtTime(volume * LOUDNESS, currentTime + afterS, Math.max(QUIET_S, fadeS / 3));
  }

  /** Lets the piece fall silent after so long, s. */
  #end(afterS: number, fadeS = 0): void {
    const take = this.#take;
    if (!take) return;
    this.#take = undefined;
    this.#fade(take.out, 0, afterS, fadeS);
    setTimeout(
      () => {
        take.recording?.stop();
        take.out.disconnect();
      },
      (afterS + fadeS * 2 + 2) * 1000,
    );
  }

  #look(): void {
    const context = this.#context();
    const take = this.#take;
    if (!take && this.#wanted) this.#turn();
    if (!context || !take || context.state !== 'running') return;
    const shownMs = this.#shownMs();
    const nowS = (shownMs - take.sinceMs) / 1000;
    if (!Number.isFinite(nowS)) return;
    if (take.recording) {
      const start = take.recording.keep(nowS * take.rate);
      const heardMs = start && shownMs + (start.whenS - context.currentTime) * 1000;
      if (start && heardMs !== undefined)
        this.#note({
          track: take.track,
          atMs: take.sinceMs + (start.offsetS / take.rate) * 1000,
          heardMs: heardMs + (context.outputLatency || 0) * 1000,
        });
      return;
    }
    const { score } = take;
    if (!score) return;
    // After a jump of the show there is nothing to make up for.
    if (Math.abs(take.nextS - nowS) > AHEAD.s * 3) take.nextS = Math.max(0, nowS);
    const toS = nowS + AHEAD.s;
    for (const due of notesBetween(score, take.nextS, toS)) {
      const aheadS = Math.max(0, due.atS - nowS);
      // What the card takes to let a sound out is taken off, where that leaves time.
      const whenS = context.currentTime + Math.max(0, aheadS - (context.outputLatency || 0));
      this.#sound(score, take.out, { track: due.track, atS: whenS, note: due.note });
      this.#note({
        track: take.track,
        atMs: take.sinceMs + due.atS * 1000,
        heardMs: shownMs + aheadS * 1000,
      });
    }
    take.nextS = Math.max(take.nextS, toS);
  }

  #note(sounded: SoundedNote): void {
    this.sounded.push(sounded);
    if (this.sounded.length > SOUNDED_MAX) this.sounded.shift();
  }

  #sound(
    score: ScoreFile,
    out: GainNode,
    {
      track,
      atS,
      note: [, beats, key],
    }: { readonly track: number; readonly atS: number; readonly note: Note },
  ): void {
    const { context } = out;
    const { instrument, volume } = score.tracks[track];
    const { wave, attackS, releaseS } = SCORE_VOICES[instrument];
    const lengthS = (beats * 60) / score.bpm;
    const gain = new GainNode(context, { gain: 0 });
    const frequency = 440 * 2 ** ((key - 69) / 12);
    const voice = new OscillatorNode(context, { type: wave, frequency });
    if (instrument === 'kick')
      voice.frequency.exponentialRampToValueAtTime(KICK_FALL.toHz, atS + KICK_FALL.inS);
    gain.gain.setValueAtTime(0, atS);
    gain.gain.linearRampToValueAtTime(volume, atS + attackS);
    gain.gain.setTargetAtTime(0, atS + Math.max(attackS, lengthS - releaseS), releaseS);
    voice.connect(gain).connect(out);
    voice.start(atS);
    voice.stop(atS + lengthS + releaseS * 4);
  }
}

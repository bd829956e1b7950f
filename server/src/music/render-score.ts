import { KICK_FALL, SCORE_VOICES, type ScoreFile } from '@troupe/client-sdk/protocol';

/** A voice goes on for so many release times after its note, as in a client. */
const TAIL = 4;
const TABLE = 2_048;
/** All voices together are brought to this height. */
const PEAK = 0.9;

type Wave = (typeof SCORE_VOICES)['pad']['wave'];

export interface RenderOptions {
  readonly rateHz: number;
  /** How often the score goes round. */
  readonly rounds: number;
  /** Share of a beat by which every second half of a beat comes late: 0 straight, 1/6 a triplet. */
  readonly swing?: number;
  /** Seconds at a beat, instead of the score's own tempo: a piece that changes it. */
  readonly secondsOf?: (beat: number) => number;
}

/**
 * Sounds a score as clients synthesise it, mono, with the same waves, envelopes and loudnesses; the same bytes every time.
 * What rings on after the last round is kept, s * rate samples in all.
 */
export function renderScore(score: ScoreFile, options: RenderOptions): Float32Array {
  const { rateHz, rounds, swing = 0 } = options;
  const beatS = 60 / score.bpm;
  const secondsOf = options.secondsOf ?? ((beat: number) => beat * beatS);
  const beats = score.bars * score.meter;
  const out = new Float32Array(Math.ceil((secondsOf(beats * rounds) + TAIL * 0.6) * rateHz));
  for (let round = 0; round < rounds; round++)
    for (const { instrument, notes, volume } of score.tracks)
      for (const [beat, length, key] of notes) {
        const late = Math.abs((beat % 1) - 0.5) < 1e-6 ? swing : 0;
        const fromS = secondsOf(round * beats + beat + late);
        const lengthS = secondsOf(round * beats + beat + length) - secondsOf(round * beats + beat);
        addNote(out, rateHz, { instrument, volume, fromS, lengthS, key });
      }
  const most = out.reduce((peak, value) => Math.max(peak, Math.abs(value)), 1e-9);
  return out.map((value) => (value / most) * PEAK);
}

function addNote(
  out: Float32Array,
  rateHz: number,
  note: {
    readonly instrument: keyof typeof SCORE_VOICES;
    readonly volume: number;
    readonly fromS: number;
    readonly lengthS: number;
    readonly key: number;
  },
): void {
  const { instrument, volume, fromS, lengthS, key } = note;
  const { wave, attackS, releaseS } = SCORE_VOICES[instrument];
  const pitchHz = 440 * 2 ** ((key - 69) / 12);
  const table = tableOf(wave, Math.floor(rateHz / 2 / pitchHz));
  const fallS = instrument === 'kick' ? KICK_FALL.inS : 0;
  const offS = Math.max(attackS, lengthS - releaseS);
  const first = Math.round(fromS * rateHz);
  const count = Math.min(out.length - first, Math.round((lengthS + releaseS * TAIL) * rateHz));
  for (let i = 0, phase = 0; i < count; i++) {
    const s = i / rateHz;
    const gain = s < attackS ? s / attackS : s < offS ? 1 : Math.exp(-(s - offS) / releaseS);
    const at = phase * TABLE;
    const k = Math.floor(at);
    const value = table[k] + (table[(k + 1) % TABLE] - table[k]) * (at - k);
    out[first + i] += value * gain * volume;
    const hz = fallS === 0 ? pitchHz : pitchHz * (KICK_FALL.toHz / pitchHz) ** Math.min(1, s / fallS);
    phase = (phase + hz / rateHz) % 1;
  }
}

const TABLES = new Map<string, Float32Array>();

/** One period of a wave with no overtone above so many times its pitch. */
function tableOf(wave: Wave, overtones: number): Float32Array {
  const most = wave === 'sine' ? 1 : Math.max(1, Math.min(64, overtones));
  const name = `${wave}${most}`;
  const known = TABLES.get(name);
  if (known) return known;
  const table = new Float32Array(TABLE);
  for (let n = 1; n <= most; n += 2) {
    const sign = ((n - 1) / 2) % 2 === 0 ? 1 : -1;
    const height =
      wave === 'sine' ? 1 : wave === 'square' ? 4 / Math.PI / n : (sign * 8) / Math.PI ** 2 / n ** 2;
    for (let i = 0; i < TABLE; i++) table[i] += height * Math.sin((2 * Math.PI * n * i) / TABLE);
  }
  TABLES.set(name, table);
  return table;
}

import { FRAME_HZ } from './onsets.ts';

const TEMPO = {
  fromBpm: 40,
  toBpm: 240,
  /** Ratio of neighbouring tempi that are told apart. */
  step: 1.015,
  /** Usual tempo, and how far from it most music is (octaves): a log-normal prior. */
  usualBpm: 110,
  spread: 0.8,
  toldSpread: 0.4,
  /** Window and its step in which the tempo is looked for, s. */
  windowS: 8,
  everyS: 1,
  /** Price of a change from one window to the next: by steps, and never more than. */
  price: 0.08,
  priceMax: 2.5,
} as const;

/** Tempo over time: seconds of a beat by window, how clear the pulse is (0..1), and which frames a window spans. */
export interface TempoPath {
  readonly beatS: Float64Array;
  readonly clarity: Float64Array;
  readonly everyS: number;
}

/** Seconds of a beat at a frame. */
export function beatSecondsAt({ beatS, everyS }: TempoPath, frame: number): number {
  const at = Math.min(beatS.length - 1, Math.max(0, frame / FRAME_HZ / everyS));
  const k = Math.min(beatS.length - 2, Math.floor(at));
  if (k < 0) return beatS[0];
  return beatS[k] + (beatS[k + 1] - beatS[k]) * (at - k);
}

/**
 * Follows the tempo through a recording: autocorrelation of the onsets in windows (a tempogram), weighed by a prior, and
 * the likeliest path through it.
 *
 * @param toldBpm a tempo that is known roughly; without, the usual prior
 */
export function tempoPathOf(onsets: Float64Array, toldBpm?: number): TempoPath {
  const { fromBpm, toBpm, step, windowS, everyS } = TEMPO;
  const count = Math.floor(Math.log(toBpm / fromBpm) / Math.log(step)) + 1;
  const tempi = Array.from({ length: count }, (_, i) => fromBpm * step ** i);
  const centre = toldBpm ?? TEMPO.usualBpm;
  const spread = toldBpm === undefined ? TEMPO.spread : TEMPO.toldSpread;
  const prior = tempi.map((bpm) => -0.5 * (Math.log2(bpm / centre) / spread) ** 2);
  const seconds = onsets.length / FRAME_HZ;
  const windows = Math.max(1, Math.ceil(seconds / everyS));
  const half = (windowS / 2) * FRAME_HZ;
  const clear = Array.from({ length: windows }, (_, w) => {
    const middle = Math.round(w * everyS * FRAME_HZ);
    // At either end the window is moved inwards, so that it is as long as elsewhere.
    const from = Math.max(0, Math.min(onsets.length - 2 * half, middle - half));
    return pulseOf(onsets.subarray(from, from + 2 * half), tempi);
  });
  const path = bestPath(clear, prior);
  return {
    beatS: Float64Array.from(path, (i) => 60 / tempi[i]),
    clarity: Float64Array.from(path, (i, w) => clear[w][i]),
    everyS,
  };
}

/** How alike a window is to itself one beat, two and four beats later, by tempo: 0..1. */
function pulseOf(window: Float64Array, tempi: readonly number[]): Float64Array {
  const lagMax = Math.min(window.length - 1, Math.ceil((4 * 60 * FRAME_HZ) / TEMPO.fromBpm));
  const alike = new Float64Array(lagMax + 1);
  const mean = window.reduce((sum, value) => sum + value, 0) / Math.max(1, window.length);
  const centred = window.map((value) => value - mean);
  let own = 1e-9;
  for (const value of centred) own += value * value;
  for (let lag = 1; lag <= lagMax; lag++) {
    let sum = 0;
    for (let i = lag; i < centred.length; i++) sum += centred[i] * centred[i - lag];
    // Long lags compare less: without this they would be thought less alike.
    alike[lag] = (sum / own) * Math.min(3, window.length / (window.length - lag));
  }
  const at = (lag: number): number => {
    const k = Math.floor(lag);
    return k + 1 > lagMax ? 0 : alike[k] + (alike[k + 1] - alike[k]) * (lag - k);
  };
  return Float64Array.from(tempi, (bpm) => {
    const lag = (60 * FRAME_HZ) / bpm;
    return Math.max(0, Math.min(1, 0.5 * at(lag) + 0.3 * at(2 * lag) + 0.2 * at(4 * lag)));
  });
}

/** States by window that are likely together (Viterbi). */
function bestPath(clear: readonly Float64Array[], prior: readonly number[]): number[] {
  const count = prior.length;
  const price = Float64Array.from({ length: count }, (_, apart) =>
    Math.min(TEMPO.priceMax, TEMPO.price * apart),
  );
  const likely = (w: number, i: number): number => 6 * clear[w][i] + prior[i];
  let score = Float64Array.from(prior, (_, i) => likely(0, i));
  const from = clear.map(() => new Int16Array(count));
  for (let w = 1; w < clear.length; w++) {
    const next = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      let best = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < count; k++) {
        const value = score[k] - price[Math.abs(i - k)];
        if (value <= best) continue;
        best = value;
        from[w][i] = k;
      }
      next[i] = best + likely(w, i);
    }
    score = next;
  }
  const path = new Array<number>(clear.length);
  path[clear.length - 1] = score.indexOf(Math.max(...score));
  for (let w = clear.length - 1; w > 0; w--) path[w - 1] = from[w][path[w]];
  return path;
}

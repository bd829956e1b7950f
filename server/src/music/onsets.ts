import { Fourier } from './fourier.ts';
import type { Recording } from './recording.ts';

/** Frames a second of everything that is told over time. */
export const FRAME_HZ = 100;
const ANALYSIS = {
  /** Sound is brought near this rate by averaging neighbours: beats live below 8 kHz. */
  rateHz: 22_050,
  windowS: 0.046,
  bands: 40,
  fromHz: 30,
  toHz: 8_000,
  /** Bands below this are the low ones: bass and drum. From the other on they are the high ones: hats and hiss. */
  lowHz: 160,
  highHz: 700,
  /** How strongly quiet sounds are lifted. */
  compression: 1_000,
  /** Reach to either side over which change is judged, s. */
  changeS: 0.2,
  /** A band is held against what it was so many frames before. */
  lag: 2,
  /** An onset is seen so much before it is heard: a window notices what only its edge touches. Measured on rendered clicks. */
  earlyS: 0.012,
} as const;

/** How a recording changes over time, frame by frame: what beats are found in. */
export interface Onsets {
  /** Rise of low, middle and high bands; 0 and more. */
  readonly low: Float64Array;
  readonly mid: Float64Array;
  readonly high: Float64Array;
  /** How different what comes next sounds from what was just heard, without the high bands: chords and bass notes change. */
  readonly change: Float64Array;
  /** Time of frame 0, s. */
  readonly fromS: number;
}

/** Spectral flux over mel bands (Böck & Widmer 2013: of each band against the loudest of its neighbours before). */
export function onsetsOf(recording: Recording): Onsets {
  const { samples, rateHz } = thinned(recording);
  const size = 2 ** Math.round(Math.log2(ANALYSIS.windowS * rateHz));
  const frames = Math.max(1, Math.floor((samples.length / rateHz) * FRAME_HZ));
  const { bands: count, lag, compression, earlyS } = ANALYSIS;
  const weights = melWeights(rateHz, size);
  const hann = Float64Array.from({ length: size }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / size));
  const fourier = new Fourier(size);
  const window = new Float64Array(size);
  const magnitudes = new Float64Array(size / 2);
  const bands = new Float32Array(frames * count);
  let most = 1e-9;
  for (let frame = 0; frame < frames; frame++) {
    const from = Math.round((frame / FRAME_HZ) * rateHz) - size / 2;
    for (let i = 0; i < size; i++) {
      const at = from + i;
      window[i] = at >= 0 && at < samples.length ? samples[at] * hann[i] : 0;
    }
    fourier.magnitudes(window, magnitudes);
    for (let band = 0; band < count; band++) {
      const { first, shares } = weights[band];
      let sum = 0;
      for (let i = 0; i < shares.length; i++) sum += magnitudes[first + i] * shares[i];
      bands[frame * count + band] = sum;
      most = Math.max(most, sum);
    }
  }
  for (let i = 0; i < bands.length; i++) bands[i] = Math.log1p((compression * bands[i]) / most);
  const low = new Float64Array(frames);
  const mid = new Float64Array(frames);
  const high = new Float64Array(frames);
  const group = weights.map(({ middleHz }) =>
    middleHz < ANALYSIS.lowHz ? low : middleHz < ANALYSIS.highHz ? mid : high,
  );
  for (let frame = lag; frame < frames; frame++)
    for (let band = 0; band < count; band++) {
      const before = (frame - lag) * count;
      let was = bands[before + band];
      if (band > 0) was = Math.max(was, bands[before + band - 1]);
      if (band < count - 1) was = Math.max(was, bands[before + band + 1]);
      group[band][frame] += Math.max(0, bands[frame * count + band] - was);
    }
  const tonal = group.filter((one) => one !== high).length;
  return { low, mid, high, change: changeOf(bands, count, tonal), fromS: earlyS - lag / 2 / FRAME_HZ };
}

/** By frame, how far the mean of what follows is from the mean of what was before, over the lowest `tonal` bands. */
function changeOf(bands: Float32Array, count: number, tonal: number): Float64Array {
  const frames = bands.length / count;
  const reach = Math.round(ANALYSIS.changeS * FRAME_HZ);
  const out = new Float64Array(frames);
  const sums = new Float64Array(frames + 1);
  for (let band = 0; band < tonal; band++) {
    for (let frame = 0; frame < frames; frame++) sums[frame + 1] = sums[frame] + bands[frame * count + band];
    for (let frame = reach; frame + reach <= frames; frame++)
      out[frame] += Math.abs(sums[frame + reach] - 2 * sums[frame] + sums[frame - reach]) / reach;
  }
  return out;
}

/** Every n-th sample as the mean of n, so that the rate comes near the one wanted. */
function thinned({ samples, rateHz }: Recording): { samples: Float32Array; rateHz: number } {
  const each = Math.max(1, Math.round(rateHz / ANALYSIS.rateHz));
  if (each === 1) return { samples, rateHz };
  const out = new Float32Array(Math.floor(samples.length / each));
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = 0; k < each; k++) sum += samples[i * each + k];
    out[i] = sum / each;
  }
  return { samples: out, rateHz: rateHz / each };
}

interface MelBand {
  readonly first: number;
  readonly shares: Float64Array;
  readonly middleHz: number;
}

const melOf = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const hzOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

function melWeights(rateHz: number, size: number): MelBand[] {
  const { bands, fromHz, toHz } = ANALYSIS;
  const from = melOf(fromHz);
  const step = (melOf(Math.min(toHz, rateHz / 2)) - from) / (bands + 1);
  const binHz = rateHz / size;
  return Array.from({ length: bands }, (_, band) => {
    const [a, middleHz, b] = [0, 1, 2].map((k) => hzOf(from + (band + k) * step));
    // Low bands are narrower than a frequency of the transform: each has at least the nearest one.
    const first = Math.min(Math.ceil(a / binHz), Math.round(middleHz / binHz));
    const last = Math.max(Math.floor(b / binHz), Math.round(middleHz / binHz));
    const shares = Float64Array.from({ length: last - first + 1 }, (_, i) => {
      const hz = (first + i) * binHz;
      const slope = hz < middleHz ? (hz - a) / (middleHz - a) : (b - hz) / (b - middleHz);
      return Math.max(slope, first + i === Math.round(middleHz / binHz) ? 0.5 : 0);
    });
    return { first, shares, middleHz };
  });
}

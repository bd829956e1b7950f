/** What a gesture model hears: 40 log-mel bands, log energy and f0, so many times a second. */
export const AUDIO_FEATURES = {
  name: 'troupe-audio-42',
  count: 42,
  sampleRate: 16_000,
  /** Hann window and transform, samples; centred on the middle of the frame. */
  window: 1024,
  bands: 40,
  lowHz: 60,
  highHz: 7600,
  f0LowHz: 70,
  f0HighHz: 400,
  /** Height of the normalised autocorrelation from which a frame counts as voiced. */
  voiced: 0.5,
  floor: 1e-6,
} as const;

const mel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const hertz = (value: number): number => 700 * (10 ** (value / 2595) - 1);

/**
 * Features of a stretch of speech, T x 42. Frame t is centred at (t + 0.5) / hz s. Values 0..39: ln(max(1e-6, power)) of
 * triangular mel bands (HTK mel, 60 to 7600 Hz) of the Hann-windowed power spectrum over 1024 samples; 40: ln(max(1e-6,
 * mean square)); 41: f0 / 100 Hz, 0 where not voiced. Samples outside count as silence.
 *
 * @param pcm mono at 16 kHz, -1..1
 * @param hz 20 or 50
 */
export function audioFeatures(pcm: Float32Array, hz: 20 | 50): Float32Array {
  const { window, bands, count, sampleRate, floor } = AUDIO_FEATURES;
  const frames = Math.max(1, Math.ceil((pcm.length / sampleRate) * hz));
  const out = new Float32Array(frames * count);
  const edges = Array.from({ length: bands + 2 }, (_, i) => {
    const low = mel(AUDIO_FEATURES.lowHz);
    return (hertz(low + ((mel(AUDIO_FEATURES.highHz) - low) * i) / (bands + 1)) * window) / sampleRate;
  });
  const frame = new Float64Array(window);
  for (let t = 0; t < frames; t++) {
    const from = Math.round(((t + 0.5) / hz) * sampleRate) - window / 2;
    let square = 0;
    for (let i = 0; i < window; i++) {
      const value = pcm[from + i] ?? 0;
      frame[i] = Number.isFinite(value) ? value : 0;
      square += frame[i] * frame[i];
    }
    out[t * count + bands] = Math.log(Math.max(floor, square / window));
    out[t * count + bands + 1] = pitchHz(frame, square) / 100;
    const power = powerSpectrum(frame);
    for (let band = 0; band < bands; band++) {
      let sum = 0;
      for (let k = Math.ceil(edges[band]); k < edges[band + 2]; k++) {
        const rise = (k - edges[band]) / (edges[band + 1] - edges[band]);
        const fall = (edges[band + 2] - k) / (edges[band + 2] - edges[band + 1]);
        sum += power[k] * Math.max(0, Math.min(rise, fall));
      }
      out[t * count + band] = Math.log(Math.max(floor, sum));
    }
  }
  return out;
}

/**
 * Lag of the highest normalised autocorrelation of 1024 samples at 16 kHz, as Hz; 0 where it is low.
 *
 * @param square sum of the squares of the frame
 */
export function pitchHz(frame: Float64Array, square: number): number {
  const { sampleRate, f0LowHz, f0HighHz, voiced, floor } = AUDIO_FEATURES;
  if (square / frame.length < floor * 10) return 0;
  let best = 0;
  let found = 0;
  for (let lag = Math.floor(sampleRate / f0HighHz); lag <= sampleRate / f0LowHz; lag++) {
    let sum = 0;
    let a = 0;
    let b = 0;
    for (let i = 0; i + lag < frame.length; i++) {
      sum += frame[i] * frame[i + lag];
      a += frame[i] * frame[i];
      b += frame[i + lag] * frame[i + lag];
    }
    const height = sum / Math.sqrt(Math.max(a * b, 1e-12));
    if (height > best + 0.01) [best, found] = [height, lag];
  }
  return best >= voiced ? sampleRate / found : 0;
}

/** Power of a Hann-windowed frame at bins 0..n/2, by a radix-2 transform. */
export function powerSpectrum(frame: Float64Array): Float64Array {
  const n = frame.length;
  const re = frame.map((value, i) => value * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / n)));
  const im = new Float64Array(n);
  for (let i = 1, j = 0; i < n; i++) {
    let bit = n >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) [re[i], re[j]] = [re[j], re[i]];
  }
  for (let size = 2; size <= n; size *= 2) {
    for (let start = 0; start < n; start += size) {
      for (let k = 0; k < size / 2; k++) {
        const angle = (-2 * Math.PI * k) / size;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        const [i, j] = [start + k, start + k + size / 2];
        const x = re[j] * c - im[j] * s;
        const y = re[j] * s + im[j] * c;
        re[j] = re[i] - x;
        im[j] = im[i] - y;
        re[i] += x;
        im[i] += y;
      }
    }
  }
  return Float64Array.from({ length: n / 2 + 1 }, (_, k) => (re[k] * re[k] + im[k] * im[k]) / n);
}

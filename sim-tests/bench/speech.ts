import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MOUTH_SHAPES, mouthWeights } from '@troupe/avatars/face';
import { loadPersonas } from '@troupe/server/personas';
import type { SpokenLine } from '@troupe/server/voice';
import { VOICE_DEFAULTS, voiceAsk } from '@troupe/server/world';
import { awaitVoice } from '../tools/say.ts';
import { publish, quantiles, round } from './report.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Mouth and loudness are compared at this step, and shifted against one another by at most so much, ms. */
const STEP_MS = 5;
const LAG_MS_MAX = 200;

interface Figures {
  readonly firstMs: number[];
  readonly wholeMs: number[];
  readonly lagMs: number[];
  readonly errorsMs: number[];
  audioMs: number;
  workMs: number;
  sounds: number;
  readonly unknown: Set<string>;
}

/**
 * The voice measured on every line that the personas can say: from the text to the first sound with its mouth shapes
 * (firstSoundMs) and to the whole line, how far mouth shapes are from the sounds they belong to (visemeErrorMs: as sent,
 * against the synthesiser's own times), and, as a check from outside, by how much the opening of the mouth must be
 * shifted to fit the loudness of the sound best (mouthLagMs).
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '5' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const rounds = Number(values.rounds);
  if (!(Number.isInteger(rounds) && rounds >= 1 && rounds <= 100))
    throw new Error('--rounds: a whole number from 1 to 100');
  const startMs = performance.now();
  const voice = await awaitVoice();
  const readyMs = performance.now() - startMs;
  const lines = allLines();
  const figures = { en: empty(), ko: empty() };
  try {
    for (let i = 0; i < rounds; i++) {
      for (const { text, locale } of lines) {
        const began = performance.now();
        let firstMs = 0;
        const ask = voiceAsk({ voice: VOICE_DEFAULTS }, { text, locale, face: 'relaxed' });
        const line = await voice.speak(ask, () => {
          firstMs = performance.now() - began;
        });
        add(figures[locale], line, firstMs, performance.now() - began);
      }
    }
  } finally {
    await voice.close();
  }
  publish(
    'speech',
    {
      lines: lines.length,
      rounds,
      readyMs: round(readyMs),
      firstSoundMs: timesOf([...figures.en.firstMs, ...figures.ko.firstMs]),
      visemeErrorMs: { mean: round(mean([...figures.en.errorsMs, ...figures.ko.errorsMs])) },
      unknownPhonemes: figures.en.unknown.size + figures.ko.unknown.size,
      unknown: [...figures.en.unknown, ...figures.ko.unknown].join(' '),
      en: reportOf(figures.en),
      ko: reportOf(figures.ko),
    },
    args,
  );
}

/** Every line of every persona, without its placeholders. */
function allLines(): { text: string; locale: 'en' | 'ko' }[] {
  const lines = new Map<string, 'en' | 'ko'>();
  for (const persona of loadPersonas(ROOT).values())
    for (const { en, ko } of [
      ...persona.topics.map((topic) => topic.lines),
      persona.unknown,
      persona.notice,
    ]) {
      for (const text of en) lines.set(text.replace(/\{\w+\}/g, 'Min'), 'en');
      for (const text of ko) lines.set(text.replace(/\{\w+\}/g, '민지'), 'ko');
    }
  return Array.from(lines, ([text, locale]) => ({ text, locale }));
}

function empty(): Figures {
  return {
    firstMs: [],
    wholeMs: [],
    lagMs: [],
    errorsMs: [],
    audioMs: 0,
    workMs: 0,
    sounds: 0,
    unknown: new Set(),
  };
}

function add(figures: Figures, line: SpokenLine, firstMs: number, wholeMs: number): void {
  figures.firstMs.push(firstMs);
  figures.wholeMs.push(wholeMs);
  figures.audioMs += line.track.durationMs;
  figures.workMs += wholeMs;
  figures.sounds += line.phonemes.length;
  for (const sound of line.unknown) figures.unknown.add(sound);
  const onsets = line.phonemes.map(({ startMs }) => startMs);
  const { visemes } = line.track;
  for (let i = 0; i + 2 < visemes.length; i += 2) {
    // The second part of a glide has no sound of its own: only onsets of sounds count.
    const near = Math.min(...onsets.map((onset) => Math.abs(onset - visemes[i + 1])));
    if (onsets.includes(visemes[i + 1]) || near < 15) figures.errorsMs.push(near);
  }
  figures.lagMs.push(mouthLag(line));
}

/** Shift of the opening of the mouth that fits the loudness of the sound best, ms; positive: the mouth is late. */
export function mouthLag(line: SpokenLine): number {
  const { durationMs, visemes } = line.track;
  const steps = Math.floor(durationMs / STEP_MS);
  const perStep = (line.rateHz * STEP_MS) / 1000;
  const loud = new Float64Array(steps);
  const open = new Float64Array(steps);
  const mouth = new Float32Array(MOUTH_SHAPES.length);
  for (let i = 0; i < steps; i++) {
    let sum = 0;
    for (let k = Math.floor(i * perStep); k < Math.floor((i + 1) * perStep); k++)
      sum += Math.abs(line.pcm[k] ?? 0);
    loud[i] = Math.sqrt(sum / perStep);
    mouthWeights(visemes, i * STEP_MS, mouth);
    open[i] = mouth.reduce((a, b) => a + b, 0);
  }
  let best = Number.NEGATIVE_INFINITY;
  let lag = 0;
  for (let shift = -LAG_MS_MAX / STEP_MS; shift <= LAG_MS_MAX / STEP_MS; shift++) {
    const fit = correlation(loud, open, shift);
    if (fit > best) [best, lag] = [fit, shift * STEP_MS];
  }
  return lag;
}

function correlation(a: Float64Array, b: Float64Array, shift: number): number {
  const from = Math.max(0, -shift);
  const to = Math.min(a.length, a.length - shift);
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let i = from; i < to; i++) {
    const [x, y] = [a[i], b[i + shift]];
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const n = Math.max(1, to - from);
  return (sab - (sa * sb) / n) / Math.sqrt(Math.max(1e-9, (saa - (sa * sa) / n) * (sbb - (sb * sb) / n)));
}

function reportOf(figures: Figures) {
  return {
    firstSoundMs: timesOf(figures.firstMs),
    wholeLineMs: timesOf(figures.wholeMs),
    visemeErrorMs: round(mean(figures.errorsMs)),
    mouthLagMs: { mean: round(mean(figures.lagMs)), p50: quantiles(figures.lagMs).p50 },
    timesRealTime: round(figures.audioMs / figures.workMs),
    phonemes: figures.sounds,
  };
}

function timesOf(values: readonly number[]): { p50: number; p95: number; max: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const { p50, max } = quantiles(values);
  return { p50, p95: round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0), max };
}

function mean(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0) / Math.max(1, values.length);
}

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { SCORE_SCHEMA } from '@troupe/client-sdk/protocol';
import { encodeFlac, renderScore } from './music/index.ts';
import { toWav } from './voice/wav.ts';

/**
 * `troupe score render SCORE --out X.wav|X.flac [--rate 22050] [--rounds 1] [--swing 0]`: sounds a score as clients do, to a
 * file; the same bytes every time.
 *
 * @throws Error that says what is wrong with the score or an option
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      rate: { type: 'string', default: '22050' },
      rounds: { type: 'string', default: '1' },
      swing: { type: 'string', default: '0' },
    },
  });
  if (positionals.length !== 1)
    throw new Error('name one score: troupe score render FILE.score.json --out X.wav');
  const { out } = values;
  if (!out || !/\.(wav|flac)$/.test(out)) throw new Error('--out: a file that ends with .wav or .flac');
  const rateHz = number('rate', values.rate, 8_000, 48_000);
  const rounds = number('rounds', values.rounds, 1, 64);
  const swing = number('swing', values.swing, 0, 0.33);
  const read = SCORE_SCHEMA.safeParse(JSON.parse(readFileSync(positionals[0], 'utf8')));
  if (!read.success) {
    const [{ message, path }] = read.error.issues;
    throw new Error(`${positionals[0]} is no score: ${path.join('.')} ${message}`);
  }
  const pcm = Int16Array.from(renderScore(read.data, { rateHz, rounds, swing }), (value) =>
    Math.round(value * 32_767),
  );
  const bytes = out.endsWith('.wav') ? toWav(pcm, rateHz) : encodeFlac(pcm, rateHz);
  writeFileSync(out, bytes);
  console.log(`${out}: ${(pcm.length / rateHz).toFixed(1)} s, ${Math.round(bytes.length / 1024)} KiB`);
  return 0;
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new Error(`--${name}: a number from ${least} to ${most}, not "${text}"`);
}

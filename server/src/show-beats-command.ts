import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { findBeats, readRecording, SURE } from './music/index.ts';
import { isRefusal } from './music-shelf.ts';

/** What is printed of the beats without --json. */
const SHOWN = 8;

/**
 * `troupe show beats FILE [--bpm N] [--meter 4] [--json]`: the beats of a recording, as `clock: {beats: FILE}` finds them;
 * 1 when they are not sure.
 *
 * @throws Error that says what is wrong with the file or an option
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      bpm: { type: 'string' },
      meter: { type: 'string', default: '4' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) throw new Error('name one recording: troupe show beats FILE (WAV or FLAC)');
  const [file] = positionals;
  const meter = number('meter', values.meter, 1, 16);
  const bpm = values.bpm === undefined ? undefined : number('bpm', values.bpm, 20, 300);
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new Error(`there is no file "${file}"`);
  const sound = readRecording(readFileSync(file), file);
  if (isRefusal(sound)) throw new Error(`${file}: ${sound.message} (${sound.hint})`);
  const found = findBeats(sound, { bpm, meter });
  const sure = found.confidence >= SURE;
  if (values.json) {
    const { rateHz, channels, seconds } = sound;
    console.log(JSON.stringify({ file, rateHz, channels, seconds, sure, ...found }));
    return sure ? 0 : 1;
  }
  const first = found.beats.slice(found.firstBar, found.firstBar + SHOWN).map((atS) => atS.toFixed(2));
  console.log(
    `${file}: ${sound.seconds.toFixed(1)} s, ${found.bpm.toFixed(2)} beats a minute${found.steady ? '' : ', changing'}, confidence ${found.confidence.toFixed(2)}`,
  );
  console.log(`  bar 1 begins at ${found.offsetS.toFixed(3)} s; its beats: ${first.join(', ')} …`);
  if (found.steady)
    console.log(
      `  clock: {bpm: ${found.bpm.toFixed(2)}, meter: ${meter}, offset: ${found.offsetS.toFixed(3)}}`,
    );
  if (!sure) console.log(`  not sure enough (${SURE}) for clock: {beats: …}; give bpm and offset by hand`);
  return sure ? 0 : 1;
}

function number(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= least && value <= most) return value;
  throw new Error(`--${name}: a number from ${least} to ${most}, not "${text}"`);
}

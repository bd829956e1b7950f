import { parseArgs } from 'node:util';
import { clipSeconds, footContacts, listTakes, readClip, skateCmPerS } from '@troupe/avatars/clip';
import { READ_OPTIONS, readClipBytes, readOptions } from './clip-files.ts';

/** `troupe clip info`: what a file holds, or what is wrong with it. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options: READ_OPTIONS });
  if (positionals.length !== 1) throw new Error('name one file: troupe clip info FILE');
  const [file] = positionals;
  const bytes = readClipBytes(file);
  const takes = listTakes(bytes, file);
  if (takes.length > 1 && values.take === undefined) {
    if (values.json) console.log(JSON.stringify({ file, takes }));
    else console.log(`${file}: ${takes.length} takes; see one with --take NAME\n  ${takes.join('\n  ')}`);
    return 0;
  }
  const clip = readClip(bytes, file, readOptions(values));
  const contacts = footContacts(clip);
  const share = contacts.filter((bits) => bits !== 0).length / contacts.length;
  const skate = skateCmPerS(clip, contacts);
  const report = {
    file,
    takes,
    name: clip.name,
    seconds: Math.round(clipSeconds(clip) * 1000) / 1000,
    fps: clip.fps,
    frames: clip.frames,
    hipsHeightM: Math.round(clip.rig.hipsHeightM * 1000) / 1000,
    legLengthM: Math.round(clip.rig.legLengthM * 1000) / 1000,
    contactShare: Math.round(share * 100) / 100,
    skateCmPerS: Number.isFinite(skate) ? Math.round(skate * 100) / 100 : null,
    expressions: clip.expressions.map((one) => one.name),
    gaze: clip.gaze !== undefined,
    ...clip.origin,
  };
  if (values.json) {
    console.log(JSON.stringify(report));
    return 0;
  }
  const { names, notes, ...plain } = report;
  for (const [key, value] of Object.entries(plain)) console.log(`${key.padEnd(14)} ${String(value)}`);
  console.log(
    `joints used    ${Object.entries(names)
      .map(([ours, theirs]) => `${ours}=${theirs}`)
      .join(' ')}`,
  );
  for (const note of notes) console.log(`note           ${note}`);
  return 0;
}

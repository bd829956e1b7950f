import { parseArgs } from 'node:util';
import {
  clipSeconds,
  footContacts,
  readClip,
  resampleClip,
  retargetClip,
  skateCmPerS,
} from '@troupe/avatars/clip';
import {
  endingOf,
  numberOption,
  READ_OPTIONS,
  readBody,
  readClipBytes,
  readOptions,
  writeClip,
} from './clip-files.ts';

/** `troupe clip import`: a recording of any rig to a clip on a body of ours. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...READ_OPTIONS,
      out: { type: 'string' },
      body: { type: 'string', default: 'tilda' },
      fps: { type: 'string', default: '20' },
    },
  });
  if (positionals.length !== 1) throw new Error('name one file: troupe clip import FILE --out X.vrma');
  endingOf(values.out);
  const fps = numberOption('--fps', values.fps, { least: 1, most: 240 });
  const body = readBody(values.body);
  const source = readClip(readClipBytes(positionals[0]), positionals[0], readOptions(values));
  const worn = retargetClip(source, body);
  const skate = skateCmPerS(worn, footContacts(worn));
  const clip = resampleClip(worn, fps);
  const bytes = writeClip(clip, values.out!);
  const { unit, up, rest, notes } = source.origin;
  const report = {
    file: positionals[0],
    out: values.out,
    body: values.body,
    seconds: Math.round(clipSeconds(clip) * 1000) / 1000,
    fps,
    frames: clip.frames,
    unit,
    up,
    rest,
    skateCmPerS: Number.isFinite(skate) ? Math.round(skate * 100) / 100 : null,
    bytes,
    notes,
  };
  if (values.json) console.log(JSON.stringify(report));
  else {
    console.log(
      `${values.out}: ${report.seconds} s at ${fps} Hz on ${values.body} (${unit}, ${up} up), ${Math.round(bytes / 1000)} kB`,
    );
    for (const note of notes) console.log(`  note: ${note}`);
  }
  return 0;
}

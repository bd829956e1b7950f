import { parseArgs } from 'node:util';
import { run as exportClip } from './clip-export.ts';
import { numberOption } from './clip-files.ts';

const DAY_S = 86_400;

/**
 * `troupe export RECORD --vrma OUT.vrma`: what a performer of a record did, as a VRM animation (the short way to `troupe clip
 * export`); `--frames DIR`: the record as pictures.
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      vrma: { type: 'string' },
      performer: { type: 'string', default: 'Tilda' },
      frames: { type: 'string' },
      size: { type: 'string', default: '1280x720' },
      from: { type: 'string' },
      to: { type: 'string' },
      fps: { type: 'string' },
      clips: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { vrma, performer, json, frames, size, ...span } = values;
  if (positionals.length !== 1 || (vrma === undefined) === (frames === undefined))
    throw new Error('name a record and one of --vrma OUT.vrma and --frames DIR');
  if (frames !== undefined) return await exportFrames(positionals[0], frames, { size, json, ...span });
  if (!vrma?.endsWith('.vrma')) throw new Error(`--vrma ${vrma}: give a file that ends in .vrma`);
  const options = Object.entries(span).flatMap(([name, value]) =>
    value === undefined ? [] : [`--${name}`, value],
  );
  return exportClip([
    positionals[0],
    '--performer',
    performer,
    '--out',
    vrma,
    ...options,
    ...(json ? ['--json'] : []),
  ]);
}

interface FramesArgs {
  readonly size: string;
  readonly json: boolean;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly fps?: string | undefined;
  readonly clips?: string | undefined;
}

async function exportFrames(record: string, folder: string, args: FramesArgs): Promise<number> {
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(args.size) ?? [];
  if (width === undefined) throw new Error(`--size ${args.size}: give width x height, such as 1280x720`);
  const fps = numberOption('--fps', args.fps ?? '20', { least: 1, most: 120 });
  const fromS = numberOption('--from', args.from ?? '0', { least: 0, most: DAY_S });
  const toS = numberOption('--to', args.to ?? String(DAY_S), { least: fromS, most: DAY_S });
  // A browser is loaded only by who wants pictures.
  const { writeFrames } = await import('@troupe/sim-tests/tools/record-frames');
  const show = process.stderr.isTTY && !args.json;
  const onFrame = (done: number): void => {
    if (show) process.stderr.write(`\r${done} frames`);
  };
  const count = await writeFrames({
    record,
    folder,
    fps,
    fromS,
    toS,
    width: Number(width),
    height: Number(height),
    clips: args.clips,
    onFrame,
  });
  if (args.json) console.log(JSON.stringify({ record, frames: count, fps, folder }));
  else console.log(`${folder}: ${count} frames, ${fps} a second`);
  return 0;
}

import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type Clip,
  ClipError,
  type ReadClipOptions,
  refuseLarge,
  writeBvh,
  writeClipJson,
  writeVrma,
} from '@troupe/avatars/clip';
import type { BodyProportions } from '@troupe/avatars/motion';

const BODIES = fileURLToPath(new URL('../../assets/bodies', import.meta.url));

/** Options of the command line that say how a file is read. */
export const READ_OPTIONS = {
  take: { type: 'string' },
  unit: { type: 'string' },
  up: { type: 'string' },
  pose: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
} as const;

/** Checks what was given for reading. @throws Error naming the option */
export function readOptions(values: {
  take?: string;
  unit?: string;
  up?: string;
  pose?: boolean;
}): ReadClipOptions {
  return {
    take: values.take,
    pose: values.pose,
    unit: oneOf('--unit', values.unit, ['m', 'cm', 'mm', 'inch'] as const),
    up: oneOf('--up', values.up, ['y', 'z'] as const),
  };
}

function oneOf<T extends string>(
  name: string,
  value: string | undefined,
  known: readonly T[],
): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find((one) => one === value);
  if (!found) throw new Error(`${name} ${value}: give one of ${known.join(', ')}`);
  return found;
}

/** Bytes of a clip file; one that is too large is refused by its size, before any of it is read. @throws ClipError */
export function readClipBytes(file: string): Uint8Array {
  let handle: number;
  try {
    handle = openSync(file, 'r');
  } catch (error) {
    throw new ClipError('notAClip', file, `it cannot be read (${(error as Error).message})`);
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new ClipError('notAClip', file, 'it is no file; name one');
    refuseLarge(stat.size, file);
    const bytes = new Uint8Array(stat.size);
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(handle, bytes, at, bytes.length - at, null);
      if (read === 0) return bytes.subarray(0, at);
      at += read;
    }
    return bytes;
  } finally {
    closeSync(handle);
  }
}

/** Proportions of a body of the cast, or of a body.json. @throws Error naming what there is */
export function readBody(name: string): BodyProportions {
  const file = name.endsWith('.json') ? name : join(BODIES, name, 'body.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as BodyProportions;
  } catch {
    throw new Error(
      `--body ${name}: there is no such body; the cast is the folders of assets/bodies, or give a body.json`,
    );
  }
}

type Ending = 'vrma' | 'bvh' | 'clip.json';

/** Kind of file a name asks for. @throws Error naming those there are */
export function endingOf(out: string | undefined): Ending {
  const found = (['vrma', 'bvh', 'clip.json'] as const).find((ending) => out?.endsWith(`.${ending}`));
  if (!found) throw new Error(`--out ${out ?? ''}: give a file that ends in .vrma, .bvh or .clip.json`);
  return found;
}

/** Writes a clip as the kind its name asks for; returns the bytes written. */
export function writeClip(clip: Clip, out: string): number {
  const ending = endingOf(out);
  const data = ending === 'vrma' ? writeVrma(clip) : ending === 'bvh' ? writeBvh(clip) : writeClipJson(clip);
  writeFileSync(out, data);
  return data.length;
}

/** A number given on the command line. @throws Error naming the option and its range */
export function numberOption(name: string, value: string, range: { least: number; most: number }): number {
  const number = Number(value);
  if (!(number >= range.least && number <= range.most))
    throw new Error(`${name} ${value}: give a number from ${range.least} to ${range.most}`);
  return number;
}

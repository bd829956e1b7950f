import { readBvh } from './bvh-read.ts';
import { type CanonicalOptions, toCanonical } from './canonical.ts';
import { CLIP_LIMITS, type Clip } from './clip.ts';
import { ClipError } from './clip-error.ts';
import { isClipJson, readClipJson } from './clip-json.ts';
import { isGlb, parseGltf, takeNames } from './gltf-file.ts';
import { readGltf } from './gltf-read.ts';

export interface ReadClipOptions extends Pick<CanonicalOptions, 'unit' | 'up'> {
  /** Name or number of the animation in a glTF that holds several. */
  readonly take?: string;
  /** Read a single frame as a still that is held. */
  readonly pose?: boolean;
}

type Kind = 'bvh' | 'glb' | 'json';

/**
 * Reads a clip of any format: BVH, VRM animation, glTF, or our own JSON. What comes back is finite, unit and of a person.
 *
 * @param bytes the whole file; see CLIP_LIMITS.bytesMax
 * @param file its name, for messages
 * @throws ClipError saying what is wrong, in which file, at which joint and frame, and what to do
 */
export function readClip(bytes: Uint8Array, file: string, options: ReadClipOptions = {}): Clip {
  refuseLarge(bytes.length, file);
  const kind = kindOf(bytes, file);
  const { unit, up } = options;
  if (kind === 'bvh') return toCanonical(readBvh(bytes, file, options), { unit, up });
  if (kind === 'json') {
    const json = tryJson(bytes);
    if (isClipJson(json)) return readClipJson(json, file);
  }
  const { take, canonical } = readGltf(parseGltf(bytes, file), options);
  return toCanonical(take, { ...canonical, unit, up });
}

/** Names of the animations in a file; empty for formats that hold one. @throws ClipError */
export function listTakes(bytes: Uint8Array, file: string): string[] {
  const kind = kindOf(bytes, file);
  if (kind === 'bvh' || (kind === 'json' && isClipJson(tryJson(bytes)))) return [];
  return takeNames(parseGltf(bytes, file));
}

/** Refuses a file by its size, before any of it is read. @throws ClipError (tooLarge) */
export function refuseLarge(bytes: number, file: string): void {
  if (bytes > CLIP_LIMITS.bytesMax)
    throw new ClipError(
      'tooLarge',
      file,
      `${Math.round(bytes / 1e6)} MB are more than ${CLIP_LIMITS.bytesMax / 1e6} MB; cut the take or resample it`,
    );
}

function kindOf(bytes: Uint8Array, file: string): Kind {
  if (isGlb(bytes)) return 'glb';
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && bytes[at] <= 32) at += 1;
  if (bytes[at] === 123) return 'json';
  const word = new TextDecoder().decode(bytes.subarray(at, at + 9)).toUpperCase();
  if (word === 'HIERARCHY') return 'bvh';
  throw new ClipError(
    'notAClip',
    file,
    'it is none of BVH, VRMA, glTF (.glb, .gltf) and .clip.json; export it as one of these',
  );
}

function tryJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

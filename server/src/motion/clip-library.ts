import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ClipError, createMotionClip, readClip, refuseLarge } from '@troupe/avatars/clip';
import { CLIP_HZ, type MotionClip, type MotionManifest } from '@troupe/avatars/motion';

/** What a stage takes of clips; what is more is told and left out. */
export const CLIP_LIBRARY = { clipsMax: 256, secondsMax: 1_800 } as const;

/** A clip's name and the sum of its file: its identity in a record. */
export interface ClipIdentity {
  readonly name: string;
  readonly sha256: string;
}

/** The clips that people of a stage can play, in the order of their numbers. */
export interface ClipLibrary {
  readonly clips: readonly MotionClip[];
  readonly identities: readonly ClipIdentity[];
}

export interface ClipLibraryOptions {
  /** Folder of .clip.json, .vrma, .bvh, .glb and .gltf files. */
  readonly folder: string;
  /** Somebody named the folder: it must be there. */
  readonly named?: boolean;
  /** Folder of the motion model, whose person the clips are put on. */
  readonly modelFolder: string;
  /** Only these, in this order: what a record was made with. */
  readonly only?: readonly ClipIdentity[];
  readonly onProblem?: (message: string) => void;
}

const ENDING = /\.(clip\.json|vrma|bvh|glb|gltf)$/i;
/** Names a show and a prompt can say. */
const NAME = /^[\p{L}\p{N}_-]{1,64}$/u;

/**
 * Reads every clip of a folder, by name. A file that cannot be played is told by name, joint and frame and left out: the
 * stage goes on without it.
 *
 * @throws Error when a folder that was named is not there
 */
export function readClipLibrary(options: ClipLibraryOptions): ClipLibrary {
  const { folder, only } = options;
  if (options.named && !existsSync(folder))
    throw new Error(
      `--clips ${folder}: there is no such folder; make it and put BVH, VRMA or .clip.json files into it`,
    );
  const files = new Map<string, string>();
  for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (!ENDING.test(file)) continue;
    const name = file.replace(ENDING, '').normalize('NFC');
    const problem = !NAME.test(name)
      ? 'a clip is named in letters, digits, - and _ (64 at most); rename the file'
      : files.has(name)
        ? `${files.get(name)} has the same name; rename one`
        : '';
    if (problem) options.onProblem?.(`clip ${join(folder, file)}: ${problem}`);
    else files.set(name, file);
  }
  const names = only ? only.map(({ name }) => name).filter((name) => files.has(name)) : [...files.keys()];
  return readClips(options, names, files);
}

function readClips(
  options: ClipLibraryOptions,
  names: readonly string[],
  files: ReadonlyMap<string, string>,
): ClipLibrary {
  const clips: MotionClip[] = [];
  const identities: ClipIdentity[] = [];
  if (names.length === 0) return { clips, identities };
  const text = readFileSync(join(options.modelFolder, 'motion.json'), 'utf8');
  const manifest = JSON.parse(text) as MotionManifest;
  let seconds = 0;
  for (const name of names) {
    const path = join(options.folder, files.get(name)!);
    try {
      if (clips.length >= CLIP_LIBRARY.clipsMax)
        throw new ClipError('tooLarge', path, `a stage takes ${CLIP_LIBRARY.clipsMax} clips`);
      refuseLarge(statSync(path).size, path);
      const bytes = readFileSync(path);
      const clip = createMotionClip(readClip(bytes, path), manifest, name);
      seconds += clip.frames / CLIP_HZ;
      if (seconds > CLIP_LIBRARY.secondsMax)
        throw new ClipError('tooLarge', path, `a stage takes ${CLIP_LIBRARY.secondsMax} s of clips in all`);
      clips.push(clip);
      identities.push({ name, sha256: createHash('sha256').update(bytes).digest('hex') });
    } catch (error) {
      options.onProblem?.(`clip ${(error as Error).message}; the stage goes on without it`);
    }
  }
  return { clips, identities };
}

import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMusicShelf, isRefusal, SURE } from '@troupe/server/music';
import type { loadShowResources } from '@troupe/server/show-check';
import { toWav } from '@troupe/server/voice';

type Resources = ReturnType<typeof loadShowResources>;

/** Hiss, the same every time. */
function noise(samples: number): Int16Array {
  let state = 1;
  return Int16Array.from({ length: samples }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 20_000;
  });
}

/** What shows are held against, and beside it recordings that are wrong in ways that texts cannot show. */
export function withSpoiledMusic(resources: Resources): Resources {
  const folder = mkdtempSync(join(tmpdir(), 'troupe-music-'));
  mkdirSync(join(folder, 'music'));
  const wav = toWav(noise(8_000 * 12), 8_000);
  const liar = Buffer.from(wav);
  liar.writeUInt32LE(10 * 3_600 * 16_000, 40);
  const files = {
    'noise.wav': wav,
    'cut.wav': wav.subarray(0, 9_000),
    'really-wav.flac': wav,
    'ten-hours.wav': liar,
  };
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, 'music', name), bytes);
  const own = createMusicShelf(folder);
  const isOwn = (path: string): boolean => existsSync(join(folder, path));
  return {
    ...resources,
    hasFile: (path, below) => isOwn(path) || resources.hasFile(path, below),
    music: (path) => (isOwn(path) ? own.look(path) : resources.music(path)),
    foundBeats(path, options) {
      if (!isOwn(path)) return resources.foundBeats(path, options);
      const found = own.beats(path, options);
      return isRefusal(found) ? found : { ...found, sure: found.confidence >= SURE };
    },
  };
}

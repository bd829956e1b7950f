import { fetchList } from '../gallery/reel-source.ts';
import { findStage } from '../lib/stages.ts';
import type { ShowNames } from './schema-completion.ts';

/** Names that stand in a text itself: cast, scenes and marks, whatever state the text is in. */
export function namesIn(text: string): Pick<ShowNames, 'cast' | 'scenes' | 'places'> {
  return {
    cast: keysBelow(text, 'cast'),
    scenes: keysBelow(text, 'scenes'),
    places: keysBelow(text, 'marks'),
  };
}

/** Keys one level below a key of the root. */
function keysBelow(text: string, key: string): string[] {
  const keys: string[] = [];
  let inside = false;
  for (const line of text.split('\n')) {
    if (/^\S/.test(line)) inside = line.startsWith(`${key}:`);
    const found = inside && /^ {1,4}([\w-]+)\s*:/.exec(line)?.[1];
    if (found) keys.push(found);
  }
  return keys;
}

/** Names of what the server has: places of the stage, motions, styles and bodies; what cannot be had is left out. */
export async function loadNames(base: string): Promise<Omit<ShowNames, 'cast' | 'scenes'>> {
  const [list, found] = await Promise.all([fetchList(`${base}/`).catch(() => undefined), findStage(base)]);
  const stage = found.ok ? found.file : undefined;
  return {
    places: stage ? [...Object.keys(stage.marks), ...stage.paintings.map(({ id }) => id)] : [],
    actions: list?.actions ?? [],
    styles: list?.styles ?? [],
    bodies: list?.bodies.map(({ id }) => id) ?? [],
  };
}

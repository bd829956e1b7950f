import { PhotoRefused } from '../refusal.ts';
import { fingerprint, furtherOf, putBack, type Understood } from '../understood.ts';
import { type LoadModel, NETWORKS_HERE } from './networks.ts';
import { readPhoto } from './read-photo.ts';
import { type FurtherSight, seeFurther } from './see-further.ts';

/** Looks at the further photos. @throws PhotoRefused naming the photo */
export async function lookFurther(
  also: readonly Uint8Array[],
  known: Understood | undefined,
  tell: (step: string) => void,
  load: LoadModel = NETWORKS_HERE.load,
): Promise<FurtherSight[]> {
  const out: FurtherSight[] = [];
  for (const [i, bytes] of also.entries()) {
    const name = `photo ${i + 2}`;
    try {
      const picture = await readPhoto(bytes);
      const before = furtherOf(known, fingerprint(bytes));
      const seen = before && putBack(before, picture);
      out.push(seen ?? (await seeFurther(picture, (what) => tell(`looking: ${what}, ${name}`), load)));
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      const what = error.message.slice(0, -error.advice.length).trim();
      throw new PhotoRefused(error.code, `Photo ${i + 2}: ${what}`, error.advice);
    }
  }
  return out;
}

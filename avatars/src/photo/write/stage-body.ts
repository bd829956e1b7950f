/** A made body as the stage keeps it: levels of detail and what server and clients must know of it. */
import { type BodyFile, type BodySource, createBodyFile } from '../../body/body-file.ts';
import type { RestBody } from '../dress/make-garments.ts';
import type { Part } from '../dress/part.ts';
import type { FittedPerson } from '../fit-person.ts';
import type { Look } from '../understand/look.ts';
import type { RestSkeleton } from './rest-skeleton.ts';
import { writeStageSource } from './stage-source.ts';

/** A body as the stage keeps it. */
export interface StageBody {
  readonly lods: readonly Uint8Array[];
  readonly body: BodyFile;
}

/** Simplifies, compresses and describes. */
export async function stageBody(
  person: FittedPerson,
  skeleton: RestSkeleton,
  parts: readonly Part[],
  look: Look,
  who: { id: string; name: string },
): Promise<StageBody> {
  // Loaded when it is wanted: a body that is only written as VRM needs none of it.
  const { buildStageLods } = await import('../../body/stage-lods.ts');
  const lods = await buildStageLods(await writeStageSource(person.space, person.rest, skeleton, parts, look));
  const body = createBodyFile(
    bodySource(who.id, who.name, skeleton, statureOfRest(person.rest)),
    lods.map((lod) => lod.triangles),
  );
  const licence = 'VRM 1.0, strictest terms: only the person shown may use this body';
  return { lods: lods.map((lod) => lod.bytes), body: { ...body, licence } };
}

/** What body.json is made of. */
function bodySource(id: string, name: string, skeleton: RestSkeleton, heightM: number): BodySource {
  const at = (bone: string) => {
    const b = skeleton.names.indexOf(bone) * 3;
    return [...skeleton.offsets.subarray(b, b + 3)];
  };
  const length = (bone: string) => Math.hypot(...at(bone));
  return {
    id,
    name: { en: name, ko: name },
    heightM,
    hipsHeightM: at('hips')[1],
    legLengthM: length('leftLowerLeg') + length('leftFoot'),
    offsets: Object.fromEntries(skeleton.names.map((bone) => [bone, at(bone)])),
  };
}

/** Height from the sole to the crown, m. */
export function statureOfRest(rest: RestBody): number {
  let low = 9;
  let high = -9;
  for (let i = 1; i < rest.positions.length; i += 3) {
    low = Math.min(low, rest.positions[i]);
    high = Math.max(high, rest.positions[i]);
  }
  return high - low;
}

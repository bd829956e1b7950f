import { BODY_RADIUS_M, createGround, type Ground, type StageFile } from '@troupe/client-sdk/protocol';
import type { ShowPlace, ShowTarget } from '../world/show.ts';
import type { FORMATIONS } from './cue-schema.ts';
import type { ShowPlaceDoc } from './show-schema.ts';

/** How far from a painting one stands to look at it, m; as the spots of a stage. */
const VIEWING_M = 2.3;
const EYE_M = 1.5;
/** Two people stand at least this far apart, m. */
export const APART_M = 2 * BODY_RADIUS_M;

/** Places of a stage and of a show by name. */
export interface ShowPlaces {
  readonly names: readonly string[];
  readonly ground: Ground;
  readonly audience: ShowPlace;
  place(name: string): ShowPlace | undefined;
  /** What one looks at when one looks at a place: a painting itself, or a person who might stand there. */
  target(name: string): ShowTarget | undefined;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** A place written as coordinates. */
export function placeOfCoordinates(value: Exclude<ShowPlaceDoc, string>): ShowPlace {
  return { x: value[0], z: value[1], yaw: value.length === 3 ? radians(value[2]) : null };
}

export function placesOf(
  stage: StageFile,
  marks: Readonly<Record<string, ShowPlace>>,
  audience: ShowPlace | undefined,
): ShowPlaces {
  const ground = createGround(stage);
  const places = new Map<string, ShowPlace>();
  const looks = new Map<string, ShowTarget>();
  for (const { id, position, yaw } of stage.paintings) {
    const [x, z] = [position[0] + Math.sin(yaw) * VIEWING_M, position[2] + Math.cos(yaw) * VIEWING_M];
    places.set(id, { x, z, yaw: Math.atan2(-Math.sin(yaw), -Math.cos(yaw)) });
    looks.set(id, { at: 'place', x: position[0], y: position[1], z: position[2] });
  }
  for (const [id, mark] of [...Object.entries(stage.marks), ...Object.entries(marks)]) {
    places.set(id, { x: mark.x, z: mark.z, yaw: mark.yaw });
    const y = ground.heightAt(mark.x, mark.z) + EYE_M;
    looks.set(id, { at: 'place', x: mark.x, y, z: mark.z });
  }
  return {
    names: [...places.keys()],
    ground,
    audience: audience ?? { ...stage.spawn[0] },
    place: (name) => places.get(name),
    target: (name) => looks.get(name),
  };
}

/** Places of a formation of `count` around a place, facing `yaw`; the first is the leader. */
export function formationPlaces(
  shape: (typeof FORMATIONS)[number],
  count: number,
  centre: { readonly x: number; readonly z: number },
  options: { readonly gapM: number; readonly yaw: number; readonly inwards: boolean },
): ShowPlace[] {
  const { gapM, yaw } = options;
  return Array.from({ length: count }, (_, i) => {
    const [right, ahead, turn] = offsetOf(shape, i, count, gapM);
    const face = shape === 'circle' && options.inwards ? yaw + turn + Math.PI : yaw;
    return {
      x: centre.x - Math.cos(yaw) * right + Math.sin(yaw) * ahead,
      z: centre.z + Math.sin(yaw) * right + Math.cos(yaw) * ahead,
      yaw: Math.atan2(Math.sin(face), Math.cos(face)),
    };
  });
}

/** To their right, ahead (m) and turn (rad) of the i-th of a formation: the first stands left as the audience sees it. */
function offsetOf(
  shape: (typeof FORMATIONS)[number],
  i: number,
  count: number,
  gap: number,
): [number, number, number] {
  const middle = (count - 1) / 2;
  if (shape === 'line' || shape === 'row') return [(middle - i) * gap, 0, 0];
  if (shape === 'column') return [0, -i * gap, 0];
  if (shape === 'vee') {
    const wing = Math.ceil(i / 2);
    return [(i % 2 === 1 ? 1 : -1) * wing * gap * 0.8, -wing * gap * 0.8, 0];
  }
  if (shape === 'grid') {
    const columns = Math.ceil(Math.sqrt(count));
    return [((columns - 1) / 2 - (i % columns)) * gap, -Math.floor(i / columns) * gap, 0];
  }
  if (shape === 'circle') {
    const turn = (i / count) * 2 * Math.PI;
    const radius = gap / 2 / Math.sin(Math.PI / count);
    return [Math.sin(turn) * radius, Math.cos(turn) * radius, -turn];
  }
  const spread = Math.min(Math.PI, (count - 1) * 0.45);
  const turn = count === 1 ? 0 : (0.5 - i / (count - 1)) * spread;
  const radius = count === 1 ? 0 : gap / 2 / Math.sin(spread / (count - 1) / 2);
  return [Math.sin(turn) * radius, -Math.cos(turn) * radius + radius, 0];
}

import type { BodySpace } from '../fit/body-space.ts';

const HEAD_BONES = ['head', 'jaw', 'neck', 'leftEye', 'rightEye'];
/** A vertex is the head's when so much of its weight (of 255) is. */
const WEIGHT_LEAST = 90;

/** 1 for every vertex that the bones of head and neck move. */
export function verticesOnHead(space: BodySpace): Uint8Array {
  const bones = HEAD_BONES.map((name) => space.model.manifest.bones.indexOf(name));
  return Uint8Array.from({ length: space.vertices }, (_, v) => {
    let share = 0;
    for (let k = 0; k < 4; k++) {
      if (bones.includes(space.model.skinJoints[v * 4 + k])) share += space.model.skinWeights[v * 4 + k];
    }
    return share > WEIGHT_LEAST ? 1 : 0;
  });
}

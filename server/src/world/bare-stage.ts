import type { StageFile } from '@troupe/client-sdk/protocol';

/** A square of ground and nothing on it: for benches, tools and tests that are about people alone. @param sizeM its side, m */
export function bareStage(id: string, sizeM: number): StageFile {
  return {
    id,
    name: { en: id, ko: id },
    size: [sizeM, sizeM],
    spawn: [{ x: 0, z: 0, yaw: 0 }],
    marks: {},
    seats: [],
    colliders: [],
    props: [],
    paintings: [],
  };
}

/** A body as it comes from a photo, moved by three-vrm: every bone and every expression moves what it should. */
import { type VRM, VRMLoaderPlugin } from '@pixiv/three-vrm';
import { type SkinnedMesh, Vector3 } from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { hangingBody } from '../../../avatars/src/photo/write/hanging-fixture.ts';

let vrm: VRM;
let rest: Float32Array;

beforeAll(async () => {
  const loader = new GLTFLoader();
  loader.register((parser) => new VRMLoaderPlugin(parser));
  const { vrm: bytes } = hangingBody('short', { kind: 'trousers', length: 1.9 });
  const gltf = await loader.parseAsync(bytes.buffer.slice(0) as ArrayBuffer, '');
  vrm = gltf.userData.vrm;
  rest = points();
}, 60_000);

/** Every vertex where it stands now, x 3, m. */
function points(): Float32Array {
  vrm.humanoid.update();
  vrm.expressionManager!.update();
  vrm.scene.updateMatrixWorld(true);
  const out: number[] = [];
  const place = new Vector3();
  vrm.scene.traverse((node) => {
    const mesh = node as SkinnedMesh;
    if (!mesh.isSkinnedMesh) return;
    mesh.skeleton.update();
    for (let v = 0; v < mesh.geometry.attributes.position.count; v++) {
      mesh.localToWorld(mesh.getVertexPosition(v, place));
      out.push(place.x, place.y, place.z);
    }
  });
  return Float32Array.from(out);
}

/** Largest move of a vertex against the rest, mm, and how many move more than half a millimetre. */
function moved(): { mostMm: number; count: number } {
  const now = points();
  let [most, count] = [0, 0];
  for (let i = 0; i < now.length; i += 3) {
    const far = Math.hypot(now[i] - rest[i], now[i + 1] - rest[i + 1], now[i + 2] - rest[i + 2]);
    most = Math.max(most, far);
    if (far > 0.0005) count++;
  }
  return { mostMm: most * 1000, count };
}

describe('a body from a photo in three-vrm', () => {
  test('every humanoid bone moves the mesh', () => {
    const bones = Object.keys(vrm.humanoid.humanBones);
    expect(bones.length).toBeGreaterThanOrEqual(52);
    for (const name of bones) {
      const node = vrm.humanoid.getNormalizedBoneNode(name as never)!;
      node.rotation.z = 0.5;
      const { mostMm, count } = moved();
      node.rotation.z = 0;
      expect(mostMm, name).toBeGreaterThan(2);
      expect(count, name).toBeGreaterThan(10);
    }
    expect(moved().mostMm).toBeLessThan(0.01);
  });

  test.each([
    ['aa', 5],
    ['ih', 1],
    ['ou', 2],
    ['ee', 1],
    ['oh', 3],
    ['blink', 3],
    ['blinkLeft', 3],
    ['blinkRight', 3],
    ['happy', 2],
    ['angry', 2],
    ['sad', 2],
    ['relaxed', 1],
    ['surprised', 3],
  ])('%s is seen: vertices move at least %d mm', (name, leastMm) => {
    vrm.expressionManager!.setValue(name, 1);
    const { mostMm, count } = moved();
    vrm.expressionManager!.setValue(name, 0);
    expect(mostMm).toBeGreaterThan(leastMm);
    expect(count).toBeGreaterThan(40);
  });
});

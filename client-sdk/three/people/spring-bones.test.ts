/** What hangs, as three-vrm moves it on a hero: it swings, comes to rest, and legs do not go through a skirt. */
import { type VRM, VRMLoaderPlugin } from '@pixiv/three-vrm';
import { type Object3D, Vector3 } from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { beforeEach, describe, expect, test } from 'vitest';
import { hangingBody } from '../../../avatars/src/photo/write/hanging-fixture.ts';

const STEP_S = 1 / 60;
const bytes = hangingBody('long', { kind: 'skirt', length: 0.9 }).vrm;
let vrm: VRM;
/** Well before the left knee. */
const AHEAD = new Vector3(0.12, 0.6, 1);

beforeEach(async () => {
  const loader = new GLTFLoader();
  loader.register((parser) => new VRMLoaderPlugin(parser));
  const gltf = await loader.parseAsync(bytes.buffer.slice(0) as ArrayBuffer, '');
  vrm = gltf.userData.vrm;
  settle(0.5);
});

/** Ends of all chains of a kind. */
function tips(kind: 'hair' | 'skirt'): Object3D[] {
  const out: Object3D[] = [];
  vrm.scene.traverse((node) => {
    if (node.name.startsWith(`${kind}`) && /\d_\d/.test(node.name) && node.children.length === 0)
      out.push(node);
  });
  return out;
}

const place = (node: Object3D): Vector3 => node.getWorldPosition(new Vector3());

function settle(seconds: number): void {
  for (let s = 0; s < seconds; s += STEP_S) {
    vrm.humanoid.update();
    vrm.scene.updateMatrixWorld(true);
    vrm.springBoneManager!.update(STEP_S);
  }
  vrm.scene.updateMatrixWorld(true);
}

const bone = (name: 'head' | 'hips' | 'leftUpperLeg'): Object3D => vrm.humanoid.getNormalizedBoneNode(name)!;

describe('spring bones on a hero', () => {
  test('at rest nothing moves: colliders do not push hair off the head or a skirt off the hips', () => {
    const ends = [...tips('hair'), ...tips('skirt')];
    expect(ends.length).toBeGreaterThan(14);
    const before = ends.map(place);
    vrm.springBoneManager!.reset();
    vrm.scene.updateMatrixWorld(true);
    const rest = ends.map(place);
    before.forEach((at, i) => {
      expect(at.distanceTo(rest[i]), ends[i].name).toBeLessThan(0.02);
    });
  });

  test('when the body turns, hair lags behind, then hangs still again', () => {
    const [tip] = tips('hair');
    bone('hips').rotation.y = Math.PI / 2;
    settle(STEP_S);
    const early = place(tip);
    settle(3);
    const late = place(tip);
    expect(early.distanceTo(late)).toBeGreaterThan(0.03);
    settle(0.5);
    expect(place(tip).distanceTo(late)).toBeLessThan(0.005);
  });

  test('when the head bows, hair hangs down more than a stiff cap would', () => {
    const tip = tips('hair').reduce((low, one) => (place(one).y < place(low).y ? one : low));
    const head = bone('head');
    head.rotation.x = 0.7;
    settle(3);
    const hung = place(tip);
    vrm.springBoneManager!.reset();
    vrm.scene.updateMatrixWorld(true);
    expect(hung.distanceTo(place(tip))).toBeGreaterThan(0.01);
    expect(Number.isFinite(hung.x + hung.y + hung.z)).toBe(true);
  });

  test('a raised thigh lifts the skirt before it', () => {
    // The chain before the left thigh.
    const front = tips('skirt').reduce((best, one) =>
      place(one).distanceTo(AHEAD) < place(best).distanceTo(AHEAD) ? one : best,
    );
    const before = place(front);
    for (let angle = 0; angle > -1.2; angle -= 0.04) {
      bone('leftUpperLeg').rotation.x = angle;
      settle(STEP_S);
    }
    settle(1);
    const after = place(front);
    expect(after.z - before.z).toBeGreaterThan(0.05);
  });
});

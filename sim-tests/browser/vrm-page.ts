// One VRM in three-vrm, as any page of others would show it: bones are turned and expressions set, and pixels compared.
import { type VRM, type VRMHumanBoneName, VRMLoaderPlugin } from '@pixiv/three-vrm';
import {
  AmbientLight,
  Color,
  DirectionalLight,
  OrthographicCamera,
  Scene,
  SRGBColorSpace,
  Vector3,
  WebGLRenderer,
} from 'three';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';

/** Stretches of the face that are compared; sides are the person's own. */
export const REGIONS = ['leftEye', 'rightEye', 'brows', 'mouth'] as const;
export type Region = (typeof REGIONS)[number];

/** What the test asks of the page. */
export interface VrmProbe {
  readonly expressions: readonly string[];
  /** Pixels of the whole body that change when a bone turns; undefined when the VRM lacks it. */
  turnBone(name: string): number | undefined;
  /** Mean change of each stretch of the face, 0..255 a channel. */
  show(expression: string): Record<Region, number>;
  /** Mean change of the mouth between every two expressions, by `a b`. */
  mouthsBetween(names: readonly string[]): Record<string, number>;
  /** The face with an expression (or none) as a data URL. */
  shoot(expression?: string): string;
}

declare global {
  interface Window {
    __vrm?: VrmProbe;
  }
}

const SIZE_PX = 512;
const TURN_RAD = 0.35;
/** A pixel changes when a channel does by more than this. */
const CHANGED = 12;
/** What the close-up shows, m, and how far its middle lies below the eyes. */
const FACE_M = 0.26;
const BELOW_EYES_M = 0.03;
/** Middle of each stretch against the eyes' (brows, mouth) or the eye's own, and its half width and height, m. */
const BOXES: Record<Region, { down: number; wide: number; high: number }> = {
  leftEye: { down: 0, wide: 0.018, high: 0.012 },
  rightEye: { down: 0, wide: 0.018, high: 0.012 },
  brows: { down: -0.026, wide: 0.055, high: 0.012 },
  mouth: { down: 0.068, wide: 0.034, high: 0.028 },
};

const renderer = new WebGLRenderer({ antialias: false, preserveDrawingBuffer: true });
renderer.setSize(SIZE_PX, SIZE_PX);
renderer.outputColorSpace = SRGBColorSpace;
document.body.append(renderer.domElement);

const scene = new Scene();
scene.background = new Color('#6a7080');
const sun = new DirectionalLight('#ffffff', 2.2);
sun.position.set(0.5, 1, 1.4);
scene.add(sun, new AmbientLight('#ffffff', 1.1));

function place(vrm: VRM, bone: VRMHumanBoneName): Vector3 {
  return vrm.humanoid.getRawBoneNode(bone)!.getWorldPosition(new Vector3());
}

function cameraAt(x: number, y: number, high: number): OrthographicCamera {
  const half = high / 2;
  const camera = new OrthographicCamera(-half, half, half, -half, 0.1, 10);
  camera.position.set(x, y, 4);
  return camera;
}

function draw(vrm: VRM, camera: OrthographicCamera): Uint8Array {
  // No time goes by: springs and blinks would change the picture by themselves.
  vrm.update(0);
  renderer.render(scene, camera);
  const gl = renderer.getContext();
  const pixels = new Uint8Array(SIZE_PX * SIZE_PX * 4);
  gl.readPixels(0, 0, SIZE_PX, SIZE_PX, gl.RGBA, gl.UNSIGNED_BYTE, pixels);
  return pixels;
}

function changedPixels(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i += 4)
    if ([0, 1, 2].some((k) => Math.abs(a[i + k] - b[i + k]) > CHANGED)) count++;
  return count;
}

type Box = readonly [x0: number, y0: number, x1: number, y1: number];

function meanChange(a: Uint8Array, b: Uint8Array, [x0, y0, x1, y1]: Box): number {
  let [sum, count] = [0, 0];
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const i = (y * SIZE_PX + x) * 4;
      for (let k = 0; k < 3; k++) sum += Math.abs(a[i + k] - b[i + k]);
      count += 3;
    }
  }
  return sum / count;
}

/** Pixels of each stretch in the close-up; rows count from below. */
function boxesOf(vrm: VRM, faceY: number): Record<Region, Box> {
  const [left, right] = [place(vrm, 'leftEye'), place(vrm, 'rightEye')];
  const middle = left.clone().add(right).multiplyScalar(0.5);
  const px = (m: number) => Math.round((m / FACE_M + 0.5) * SIZE_PX);
  const boxOf = (region: Region): Box => {
    const at = region === 'leftEye' ? left : region === 'rightEye' ? right : middle;
    const { down, wide, high } = BOXES[region];
    const [x, y] = [at.x - middle.x, at.y - faceY - down];
    return [px(x - wide), px(y - high), px(x + wide), px(y + high)];
  };
  return Object.fromEntries(REGIONS.map((region) => [region, boxOf(region)])) as Record<Region, Box>;
}

function probeOf(vrm: VRM): VrmProbe {
  scene.add(vrm.scene);
  vrm.scene.traverse((object) => {
    object.frustumCulled = false;
  });
  vrm.update(0);
  scene.updateMatrixWorld(true);
  const expressions = vrm.expressionManager!;
  const eyes = place(vrm, 'leftEye').add(place(vrm, 'rightEye')).multiplyScalar(0.5);
  const faceY = eyes.y - BELOW_EYES_M;
  const whole = cameraAt(0, eyes.y / 2 + 0.05, eyes.y + 0.3);
  const near = cameraAt(eyes.x, faceY, FACE_M);
  const boxes = boxesOf(vrm, faceY);
  const atRest = draw(vrm, whole);
  const faceOf = (expression?: string): Uint8Array => {
    if (expression) expressions.setValue(expression, 1);
    const pixels = draw(vrm, near);
    if (expression) expressions.setValue(expression, 0);
    return pixels;
  };
  const plain = faceOf();
  return {
    expressions: expressions.expressions.map((one) => one.expressionName),
    turnBone(name) {
      const node = vrm.humanoid.getNormalizedBoneNode(name as VRMHumanBoneName);
      if (!node) return undefined;
      node.rotation.set(TURN_RAD, TURN_RAD, TURN_RAD);
      const count = changedPixels(atRest, draw(vrm, whole));
      node.rotation.set(0, 0, 0);
      return count;
    },
    show(expression) {
      const shown = faceOf(expression);
      return Object.fromEntries(
        REGIONS.map((region) => [region, meanChange(plain, shown, boxes[region])]),
      ) as Record<Region, number>;
    },
    mouthsBetween(names) {
      const faces = names.map((name) => ({ name, pixels: faceOf(name) }));
      const pairs = faces.flatMap((a, i) => faces.slice(i + 1).map((b) => [a, b] as const));
      return Object.fromEntries(
        pairs.map(([a, b]) => [`${a.name} ${b.name}`, meanChange(a.pixels, b.pixels, boxes.mouth)]),
      );
    },
    shoot(expression) {
      faceOf(expression);
      return renderer.domElement.toDataURL('image/png');
    },
  };
}

const loader = new GLTFLoader();
loader.register((parser) => new VRMLoaderPlugin(parser));
const { userData } = await loader.loadAsync('/person.vrm');
window.__vrm = probeOf(userData.vrm as VRM);

import { type VRM, VRMHumanBoneName, VRMLoaderPlugin, VRMUtils } from '@pixiv/three-vrm';
import { forwardKinematics, HUMAN_JOINTS, JOINT_COUNT, JOINT_INDEX } from '@troupe/avatars/skeleton';
import {
  AgXToneMapping,
  CircleGeometry,
  Color,
  Fog,
  GridHelper,
  Mesh,
  MeshStandardMaterial,
  type Object3D,
  PCFSoftShadowMap,
  PerspectiveCamera,
  Quaternion,
  Scene,
  Vector3,
  WebGLRenderer,
} from 'three';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import type { MotionReel } from '../../protocol/index.ts';
import { upgradeHumanMaterials } from '../look/index.ts';
import { createSimpleLight, type ViewLight } from '../simple-light.ts';
import { FootMarks } from './foot-marks.ts';
import { sampleReel } from './sample-reel.ts';

/** One picture that turns with the mouse, one that turns by itself, or four from fixed sides. */
export type GalleryLook = 'orbit' | 'turntable' | 'quad';

const LENS_DEG = 30;
const DUSK = 0x2a3044;
const TURN_RADPS = 0.5;
const EYE_HEIGHT_SHARE = 0.52;
/** Sides of the four pictures: yaw and pitch (rad). */
const SIDES: readonly (readonly [number, number])[] = [
  [0, 0.05],
  [Math.PI / 2, 0.05],
  [Math.PI, 0.05],
  [0, 1.45],
];
const STEP_MAX_S = 0.05;

interface Shown {
  readonly vrm: VRM;
  readonly bones: readonly (Object3D | null)[];
  readonly restOffsets: Float64Array;
  readonly heightM: number;
}

/** Body proportions as body.json has them. */
export interface GalleryBody {
  readonly id: string;
  readonly heightM: number;
  readonly hipsHeightM: number;
  readonly legLengthM: number;
  readonly restOffsets: readonly number[];
}

/** Shows a reel on a body from any side, with contacts and foot targets. Draws when told to: `draw`. */
export class GalleryView {
  readonly renderer: WebGLRenderer;
  look: GalleryLook = 'orbit';
  marks = true;
  yaw = 0.5;
  pitch = 0.12;
  distanceM = 3.7;
  /** Place over the ground that the camera looks at (x, z, m), for fixed pictures; whoever is shown without one. */
  aim: readonly [number, number] | undefined;
  readonly joints = new Float32Array(JOINT_COUNT * 4);
  readonly hips = new Float32Array(3);
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(LENS_DEG, 1, 0.05, 60);
  readonly #light: ViewLight;
  readonly #feet = new FootMarks();
  readonly #loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
  readonly #assetsUrl: string;
  readonly #target = new Vector3(0, 0.9, 0);
  readonly #positions = new Float64Array(JOINT_COUNT * 3);
  readonly #rotations = new Float64Array(JOINT_COUNT * 4);
  readonly #turn = new Quaternion();
  #shown: Shown | undefined;
  #wanted = '';

  /** @throws Error when the browser has no WebGL */
  constructor(canvas: HTMLCanvasElement, assetsUrl: string) {
    this.#assetsUrl = assetsUrl.replace(/\/$/, '');
    this.renderer = new WebGLRenderer({ canvas, antialias: true, preserveDrawingBuffer: true });
    this.renderer.toneMapping = AgXToneMapping;
    this.renderer.toneMappingExposure = 1.5;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFSoftShadowMap;
    this.renderer.setScissorTest(true);
    this.#scene.background = new Color(DUSK);
    this.#scene.fog = new Fog(DUSK, 7, 15);
    this.#light = createSimpleLight(this.renderer, this.#scene);
    const floor = new Mesh(
      new CircleGeometry(14, 64),
      new MeshStandardMaterial({ color: 0x565b6e, roughness: 0.95 }),
    );
    floor.rotation.x = -Math.PI / 2;
    floor.receiveShadow = true;
    const grid = new GridHelper(28, 28, 0x7b8097, 0x636880);
    grid.position.y = 0.002;
    this.#scene.add(floor, grid, this.#feet.group);
    this.#loader.register((parser) => new VRMLoaderPlugin(parser));
  }

  /** True while a body is there to be shown. */
  get ready(): boolean {
    return this.#shown !== undefined;
  }

  /** Loads a body and shows it instead of the last. @throws Error saying what could not be loaded */
  async setBody(body: GalleryBody): Promise<void> {
    this.#wanted = body.id;
    const url = `${this.#assetsUrl}/bodies/${body.id}/${body.id}.vrm`;
    const gltf = await this.#loader.loadAsync(url);
    const vrm = gltf.userData.vrm as VRM | undefined;
    if (!vrm) throw new Error(`${url} holds no VRM`);
    if (this.#wanted !== body.id) {
      VRMUtils.deepDispose(vrm.scene);
      return;
    }
    VRMUtils.removeUnnecessaryVertices(gltf.scene);
    vrm.scene.traverse((object) => {
      object.frustumCulled = false;
      object.castShadow = (object as Mesh).isMesh === true;
      object.receiveShadow = object.castShadow;
    });
    upgradeHumanMaterials(vrm.scene);
    this.#drop();
    const bones = HUMAN_JOINTS.map((name) => {
      const key = (name[0].toUpperCase() + name.slice(1)) as keyof typeof VRMHumanBoneName;
      return vrm.humanoid.getNormalizedBoneNode(VRMHumanBoneName[key]) ?? null;
    });
    this.#shown = { vrm, bones, restOffsets: Float64Array.from(body.restOffsets), heightM: body.heightM };
    this.#scene.add(vrm.scene);
  }

  resize(width: number, height: number, ratio: number): void {
    this.renderer.setPixelRatio(Math.min(ratio, 2));
    this.renderer.setSize(Math.max(1, width), Math.max(1, height), false);
  }

  /** Poses the body at a time of the reel (s) and draws it; dtS moves cloth and the turntable. */
  draw(reel: MotionReel | undefined, timeS: number, dtS: number): void {
    const shown = this.#shown;
    if (shown && reel) this.#pose(shown, reel, timeS, dtS);
    this.#feet.group.visible = this.marks && reel !== undefined && shown !== undefined;
    if (this.look === 'turntable') this.yaw += TURN_RADPS * dtS;
    const { width, height } = this.renderer.domElement;
    const ratio = this.renderer.getPixelRatio();
    const [w, h] = [width / ratio, height / ratio];
    if (this.look !== 'quad') {
      this.#shoot(0, 0, w, h, this.yaw, this.pitch);
      return;
    }
    SIDES.forEach(([yaw, pitch], i) => {
      this.#shoot((i % 2) * (w / 2), i < 2 ? h / 2 : 0, w / 2, h / 2, yaw, pitch);
    });
  }

  #pose(shown: Shown, reel: MotionReel, timeS: number, dtS: number): void {
    const { vrm, bones, restOffsets } = shown;
    sampleReel(reel, timeS, this.hips, this.joints);
    bones.forEach((bone, j) => {
      bone?.quaternion.copy(this.#turn.fromArray(this.joints, j * 4));
    });
    bones[0]?.position.fromArray(this.hips);
    vrm.humanoid.update();
    vrm.scene.updateMatrixWorld(true);
    vrm.nodeConstraintManager?.update();
    if (dtS > 0) vrm.springBoneManager?.update(Math.min(dtS, STEP_MAX_S));
    else vrm.springBoneManager?.reset();
    forwardKinematics(this.#positions, this.#rotations, this.hips, 0, this.joints, 0, restOffsets);
    const frame = Math.min(reel.frames - 1, Math.max(0, Math.floor(timeS * reel.fps)));
    const toe = (joint: number): [number, number, number] => [
      this.#positions[joint * 3],
      this.#positions[joint * 3 + 1],
      this.#positions[joint * 3 + 2],
    ];
    this.#feet.update(reel, frame, [toe(JOINT_INDEX.leftToes), toe(JOINT_INDEX.rightToes)]);
    const [x, z] = this.aim ?? [this.hips[0], this.hips[2]];
    this.#target.set(x, shown.heightM * EYE_HEIGHT_SHARE, z);
    this.#light.follow(this.hips[0], 0, this.hips[2]);
  }

  #shoot(x: number, y: number, width: number, height: number, yaw: number, pitch: number): void {
    const camera = this.#camera;
    camera.aspect = width / height;
    // A narrow picture is taken from farther off, so that spread arms stay in it.
    const distance = this.distanceM * Math.max(1, 0.85 / camera.aspect);
    const flat = Math.cos(pitch) * distance;
    camera.position.set(
      this.#target.x + Math.sin(yaw) * flat,
      this.#target.y + Math.sin(pitch) * distance,
      this.#target.z + Math.cos(yaw) * flat,
    );
    camera.lookAt(this.#target);
    camera.updateProjectionMatrix();
    this.renderer.setViewport(x, y, width, height);
    this.renderer.setScissor(x, y, width, height);
    this.renderer.render(this.#scene, camera);
  }

  #drop(): void {
    if (!this.#shown) return;
    this.#scene.remove(this.#shown.vrm.scene);
    VRMUtils.deepDispose(this.#shown.vrm.scene);
    this.#shown = undefined;
  }

  dispose(): void {
    this.#drop();
    this.#feet.dispose();
    this.#light.dispose();
    this.renderer.dispose();
  }
}

import { FACE_COUNT } from '../../protocol/pose-format.ts';
import { type ClothDye, UNDYED } from '../look/cloth-dye.ts';
import { createTakenPose, type TakenPose } from './fill-pose.ts';

const JOINTS = 52;

/** What is known of a person besides the pose. */
export interface PersonInfo {
  /** Folder below assets/bodies. */
  readonly bodyId: string;
  readonly name: string;
  readonly kind: 'performer' | 'guest';
}

/**
 * One person on the stage as the view sees it. Whoever feeds the view writes hips, joints and face each frame and sets
 * `posed`; nobody is drawn before that, so nobody is ever seen in the T-pose.
 */
export class StagePerson {
  readonly netId: number;
  info: PersonInfo;
  /** Hips in world space, m. */
  readonly hips = new Float32Array(3);
  /** 52 rotations x, y, z, w: hips in world space, all others relative to the parent. */
  readonly pose: TakenPose = createTakenPose();
  readonly joints = this.pose.joints;
  /** 18 weights of the VRM presets. */
  readonly face = new Float32Array(FACE_COUNT);
  posed = false;

  /** World positions and rotations of all joints, made from the pose each frame. */
  readonly worldPositions = new Float64Array(JOINTS * 3);
  readonly worldRotations = new Float64Array(JOINTS * 4);
  /** Row in the bone texture. */
  row = -1;
  heightM = 1.7;
  /** Distance to the camera (m) and height on the screen (px), of this frame. */
  distanceM = 0;
  heightPx = 0;
  inView = true;
  /** Level drawn now (0 finest), the one faded out, and how far the change has come, 0..1. */
  lod = -1;
  lodWanted = -1;
  lodBefore = -1;
  lodFade = 1;
  /** Picture shown when far away, see impostor-frames.ts. */
  impostorFrame = 0;
  /** Other colours of the clothes, for who wears the body of somebody else. */
  dye: ClothDye = UNDYED;
  /** Drawn as a hero; the crowd's copy fades by `heroFade` (1: only the hero). */
  hero = false;
  heroFade = 0;
  /** What a show dresses this person in, by the name of an `outfit` cue; '' the own clothes. */
  outfit = '';
  /** 0..1: somebody who has just come appears softly. */
  appear = 0;

  constructor(netId: number, info: PersonInfo) {
    this.netId = netId;
    this.info = info;
  }

  /** Middle of the head in world space (m); the top of the neck when the body is not known yet. */
  headInto(out: { x: number; y: number; z: number }): void {
    const head = 11 * 3;
    out.x = this.worldPositions[head];
    out.y = this.worldPositions[head + 1] + 0.09;
    out.z = this.worldPositions[head + 2];
  }
}

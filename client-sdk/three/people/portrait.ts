import { forwardKinematics } from '@troupe/avatars/skeleton';
import {
  Color,
  DirectionalLight,
  PerspectiveCamera,
  Scene,
  Vector2,
  Vector4,
  type WebGLRenderer,
} from 'three';
import type { BodyLibrary } from './body-library.ts';
import type { Crowd } from './crowd.ts';
import { EASE_POSE } from './fill-pose.ts';
import { StagePerson } from './stage-person.ts';

/** Head and shoulders fill this height of the picture, m. */
const FRAME_M = 0.74;
const LENS_DEG = 22;

/**
 * Takes small pictures of bodies with the stage's own renderer: the body stands at ease in the light of the stage.
 * The picture is drawn into a corner of the canvas and copied out before the next frame is drawn over it.
 */
export class PortraitMaker {
  readonly #renderer: WebGLRenderer;
  readonly #library: BodyLibrary;
  readonly #crowd: Crowd;
  readonly #scene = new Scene();
  readonly #camera = new PerspectiveCamera(LENS_DEG, 1, 0.1, 20);

  constructor(
    renderer: WebGLRenderer,
    library: BodyLibrary,
    crowd: Crowd,
    environment: Scene['environment'],
  ) {
    this.#renderer = renderer;
    this.#library = library;
    this.#crowd = crowd;
    this.#scene.background = new Color(0x2a3044);
    this.#scene.environment = environment;
    this.#scene.environmentIntensity = 1.6;
    const key = new DirectionalLight(new Color().setRGB(1, 0.8, 0.6), 2.2);
    key.position.set(1.6, 2.6, 2.4);
    const rim = new DirectionalLight(new Color().setRGB(0.5, 0.65, 1), 1.6);
    rim.position.set(-2, 2.4, -2.2);
    this.#scene.add(key, rim);
  }

  /**
   * A picture of a body as a data URL, `width` x `height` px; undefined while the body is on its way (ask again).
   */
  take(bodyId: string, width: number, height: number): string | undefined {
    const body = this.#library.get(bodyId);
    const level = body?.levels[0] ?? body?.levels[1];
    if (!body || !level) return undefined;
    const person = new StagePerson(0, { bodyId, name: '', kind: 'guest' });
    person.joints.set(EASE_POSE);
    person.joints.set([0, Math.sin(0.17), 0, Math.cos(0.17)], 0);
    person.hips.set([0, body.file.restOffsets[1], 0]);
    forwardKinematics(
      person.worldPositions,
      person.worldRotations,
      person.hips,
      0,
      person.joints,
      0,
      body.file.restOffsets,
    );
    const mesh = this.#crowd.single(person, level);
    this.#scene.add(mesh);
    const eye = person.worldPositions[11 * 3 + 1];
    this.#camera.aspect = width / height;
    this.#camera.position.set(0, eye, FRAME_M / 2 / Math.tan((LENS_DEG * Math.PI) / 360) + 0.1);
    this.#camera.lookAt(0, eye - 0.07, 0);
    this.#camera.updateProjectionMatrix();
    const url = this.#draw(width, height);
    this.#scene.remove(mesh);
    mesh.geometry.dispose();
    this.#crowd.remove(person);
    return url;
  }

  #draw(width: number, height: number): string {
    const { domElement } = this.#renderer;
    const ratio = this.#renderer.getPixelRatio();
    const size = this.#renderer.getSize(new Vector2());
    const shadows = this.#renderer.shadowMap.enabled;
    const viewport = this.#renderer.getViewport(new Vector4());
    this.#renderer.shadowMap.enabled = false;
    const wide = Math.min(width / ratio, size.x);
    const tall = Math.min(height / ratio, size.y);
    this.#renderer.setViewport(0, size.y - tall, wide, tall);
    this.#renderer.setScissor(0, size.y - tall, wide, tall);
    this.#renderer.setScissorTest(true);
    this.#renderer.render(this.#scene, this.#camera);
    this.#renderer.setScissorTest(false);
    this.#renderer.setViewport(viewport);
    this.#renderer.shadowMap.enabled = shadows;
    const copy = document.createElement('canvas');
    copy.width = width;
    copy.height = height;
    copy
      .getContext('2d')!
      .drawImage(domElement, 0, 0, Math.round(wide * ratio), Math.round(tall * ratio), 0, 0, width, height);
    return copy.toDataURL('image/webp', 0.85);
  }
}

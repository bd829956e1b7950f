/**
 * CONTRIBUTOR NOTES
 * WebGLRenderer, not WebGPURenderer: WebGPU is slower for many meshes in three 0.187, larger by 75 %, and its pixels
 * cannot be tested headless (reference/web.md 1). The crowd is our own instanced bone-texture skinning: 200 people cost
 * 0.8 ms of JS where one SkinnedMesh each costs 25 ms.
 */
import { forwardKinematics } from '@troupe/avatars/skeleton';
import {
  AgXToneMapping,
  Frustum,
  Matrix4,
  type MeshStandardMaterial,
  PCFShadowMap,
  PerspectiveCamera,
  Scene,
  Sphere,
  Vector2,
  Vector3,
  WebGLRenderer,
} from 'three';
import { createGround, type StageFile } from '../protocol/index.ts';
import { buildSet } from './build-set.ts';
import { CAMERA_DEFAULTS, CameraRig } from './camera/camera-rig.ts';
import { LabelLayer } from './labels/label-layer.ts';
import { dyeOf, upgradeHumanMaterials } from './look/index.ts';
import { type Body, BodyLibrary } from './people/body-library.ts';
import { ContactShade } from './people/contact-shade.ts';
import { Crowd } from './people/crowd.ts';
import { skinByTexture } from './people/crowd-material.ts';
import { type PoseNews, takePose } from './people/fill-pose.ts';
import { Heroes } from './people/heroes.ts';
import { chooseHeroes, chooseLods, LOD_DEFAULTS } from './people/lod-choice.ts';
import { PortraitMaker } from './people/portrait.ts';
import { type PersonInfo, StagePerson } from './people/stage-person.ts';
import { type Quality, QualityGovernor } from './quality-governor.ts';
import { StageShow } from './show/stage-show.ts';
import { Wardrobe } from './show/wardrobe.ts';
import { createSimpleLight, type ViewLight } from './simple-light.ts';
import type { StageSet } from './stage-set.ts';

export interface StageViewOptions {
  readonly canvas: HTMLCanvasElement;
  readonly stage: StageFile;
  /** Where assets lie, e.g. '/assets'. */
  readonly assetsUrl: string;
  /** Element over the canvas that takes names and lines; none are shown without it. */
  readonly labels?: HTMLElement;
  /** First level of quality, 0 best .. 4; the governor goes on from there. */
  readonly quality?: number;
  /** Keep that level whatever it costs. */
  readonly qualityFixed?: boolean;
}

/** What is looked at: a person by wire id, or a place in m. */
export type ViewSubject =
  | { readonly netId: number }
  | { readonly x: number; readonly y: number; readonly z: number };

/** A pose of somebody, as the sampler gives it. */
export interface ViewPose {
  readonly netId: number;
  readonly hips: ArrayLike<number>;
  readonly joints: ArrayLike<number>;
  readonly face: ArrayLike<number>;
  readonly layer: number;
  readonly ready: boolean;
  /** What somebody of whom only the hips come is at. */
  readonly act?: PoseNews['act'];
}

/** Somebody who has just come appears within this time, s. */
const APPEAR_S = 0.35;
/** A subject farther than this from what was looked at is cut to. */
const CUT_M = 5;
const HEADS_MAX = 24;
/** One repeat of a painting that is worn, m. */
const TILE_M = 0.5;
/** Bodies of which the pictures for far away are made in one frame, at most. */
const PICTURED_MAX = 4;
const EXPOSURE = 1.2;

/** A stage as a picture: feed it poses, call render() once a frame. */
export class StageView {
  readonly renderer: WebGLRenderer;
  readonly scene = new Scene();
  readonly camera: PerspectiveCamera;
  readonly rig: CameraRig;
  readonly governor: QualityGovernor;
  readonly set: StageSet;
  readonly people = new Map<number, StagePerson>();
  readonly labels: LabelLayer | undefined;
  readonly library: BodyLibrary;
  /** Wire id of the own body, 0 without one. */
  ownNetId = 0;
  subject: ViewSubject = { x: 0, y: 1.5, z: -8 };
  /** What a show makes of the picture; without one it leaves everything as it is. */
  readonly show: StageShow;
  /** Moment of the stage that is shown, ms; whoever feeds poses says so, and shows are lit by it. */
  showMs = Number.NaN;
  /** Pictures garments are printed with. */
  readonly wardrobe: Wardrobe;
  readonly #crowd: Crowd;
  readonly #heroes: Heroes;
  readonly #shade: ContactShade;
  readonly #light: ViewLight;
  readonly #frustum = new Frustum();
  readonly #matrix = new Matrix4();
  readonly #sphere = new Sphere(new Vector3(), 1.3);
  readonly #looked = new Vector3(0, 1.5, -8);
  readonly #heads = new Float64Array(HEADS_MAX * 3);
  readonly #size = new Vector2(1, 1);
  #portraits: PortraitMaker | undefined;
  #insetPx = 0;
  #timeS = 0;

  constructor(options: StageViewOptions) {
    const { canvas, stage } = options;
    this.renderer = new WebGLRenderer({ canvas, antialias: true, powerPreference: 'high-performance' });
    this.renderer.toneMapping = AgXToneMapping;
    this.renderer.toneMappingExposure = EXPOSURE;
    this.renderer.shadowMap.enabled = true;
    this.renderer.shadowMap.type = PCFShadowMap;
    this.camera = new PerspectiveCamera(CAMERA_DEFAULTS.fovDeg, 1, 0.1, 2_500);
    this.rig = new CameraRig(stage);
    this.governor = new QualityGovernor(options.quality ?? 0, options.qualityFixed ?? false);
    this.set = buildSet(stage);
    this.#light = createSimpleLight(this.renderer, this.scene, stage);
    const skin = (material: MeshStandardMaterial): void => skinByTexture(material, this.#crowd.uniforms);
    this.wardrobe = new Wardrobe(stage, options.assetsUrl, skin);
    this.#crowd = new Crowd((level, outfit) => this.wardrobe.dress(level, outfit));
    this.library = new BodyLibrary(options.assetsUrl, skin);
    this.#heroes = new Heroes(
      this.library,
      (root, person) => upgradeHumanMaterials(root, person.dye),
      (outfit) => this.wardrobe.cloth(outfit),
    );
    this.show = new StageShow(stage, this.#light, this.people);
    this.#shade = new ContactShade(createGround(stage));
    this.labels = options.labels && new LabelLayer(options.labels);
    this.scene.add(
      this.set.group,
      this.#shade.object,
      this.#crowd.group,
      this.#heroes.group,
      this.show.group,
    );
    this.#apply(this.governor.quality);
  }

  /** Adds somebody; seen from the first pose on. */
  addPerson(netId: number, info: PersonInfo): StagePerson {
    this.removePerson(netId);
    const person = new StagePerson(netId, info);
    // Who wears the body of somebody who came before is told apart by the colours of the clothes.
    for (const other of this.people.values())
      if (other.info.bodyId === info.bodyId && other.netId < netId) person.dye = dyeOf(netId);
    this.#crowd.add(person);
    this.people.set(netId, person);
    this.show.dress(person);
    this.library.get(info.bodyId);
    return person;
  }

  /** The look through a point of the picture (CSS pixels from its corner): where from, and a direction. */
  rayAt(x: number, y: number): { origin: [number, number, number]; dir: [number, number, number] } {
    const { clientWidth, clientHeight } = this.renderer.domElement;
    const { x: ox, y: oy, z: oz } = this.camera.position;
    const through = new Vector3((x / clientWidth) * 2 - 1, 1 - (y / clientHeight) * 2, 0.5).unproject(
      this.camera,
    );
    return { origin: [ox, oy, oz], dir: [through.x - ox, through.y - oy, through.z - oz] };
  }

  removePerson(netId: number): void {
    const person = this.people.get(netId);
    if (!person) return;
    this.#crowd.remove(person);
    this.#heroes.remove(netId);
    this.labels?.remove(netId);
    this.people.delete(netId);
  }

  /** Takes one sampled pose; unknown people are ignored. */
  pose(sampled: ViewPose, dtS: number): void {
    const person = this.people.get(sampled.netId);
    if (!person || !sampled.ready) return;
    takePose(person.pose, sampled, dtS);
    for (let k = 0; k < 3; k++) person.hips[k] = sampled.hips[k];
    person.face.set(sampled.face);
    person.posed = true;
  }

  /** Moves a prop of the stage. */
  setProp(index: number, position: ArrayLike<number>, rotation: ArrayLike<number>): void {
    this.set.props.set(index, position, rotation);
  }

  /** Shows a line over somebody. */
  say(netId: number, text: string, options: { locale: string; durationMs: number }): void {
    this.labels?.say(netId, text, this.#timeS + options.durationMs / 1000 + 0.6, options.locale);
  }

  /** A small picture of a body as a data URL; undefined while the body is on its way (ask again). */
  portrait(bodyId: string, width: number, height: number): string | undefined {
    this.#portraits ??= new PortraitMaker(this.renderer, this.library, this.#crowd, this.scene.environment);
    return this.#portraits.take(bodyId, width, height);
  }

  /** Fits the picture to the canvas' place on the page, in CSS pixels. */
  resize(width: number, height: number, pixelRatio: number): void {
    this.#size.set(Math.max(1, width), Math.max(1, height));
    const ratio = Math.min(2, pixelRatio) * this.governor.quality.pixelShare;
    this.renderer.setPixelRatio(ratio);
    this.renderer.setSize(this.#size.x, this.#size.y, false);
    this.camera.aspect = this.#size.x / this.#size.y;
    // In a tall window the width decides: the lens opens so that a person still fits.
    this.camera.fov = CAMERA_DEFAULTS.fovDeg * Math.min(1.5, Math.max(1, 1.15 / this.camera.aspect));
    if (this.#insetPx > 0)
      this.camera.setViewOffset(this.#size.x, this.#size.y, this.#insetPx / 2, 0, this.#size.x, this.#size.y);
    else this.camera.clearViewOffset();
    this.camera.updateProjectionMatrix();
    this.set.setViewHeight(this.#size.y * ratio);
  }

  /** A panel covers `px` at the right: the middle of the picture moves to the middle of what is free. */
  setInset(px: number): void {
    this.#insetPx = px;
    this.resize(this.#size.x, this.#size.y, globalThis.devicePixelRatio ?? 1);
  }

  /** Prints paintings on the garments of who wears one: sha256 of the picture by wire id. @param baseUrl where the stage is */
  wear(worn: Readonly<Record<string, string>>, baseUrl: string): void {
    for (const sha of Object.values(worn))
      if (!this.wardrobe.cloth(sha)) this.wardrobe.print(sha, `${baseUrl}/paintings/${sha}/tile`, TILE_M);
    this.show.worn = worn;
  }

  #apply(quality: Quality): void {
    this.set.setMirror(quality.mirror);
    this.#light.setShadows(quality.shadows);
    this.resize(this.#size.x, this.#size.y, globalThis.devicePixelRatio ?? 1);
  }

  /** Draws one picture. @param dtS time since the last one, s */
  render(dtS: number): void {
    const dt = Math.min(1, Math.max(0, dtS));
    this.#timeS += dt;
    if (this.governor.note(dtS * 1000)) this.#apply(this.governor.quality);
    this.#placePeople(dt);
    const looked = this.show.update(this.showMs, dt, this.rig);
    if (looked) this.subject = { x: looked.x, y: looked.y, z: looked.z };
    this.renderer.toneMappingExposure = EXPOSURE * this.show.light.house;
    this.#moveCamera(dt);
    this.#measurePeople();
    this.#drawPeople(dt);
    this.set.update(this.#timeS);
    this.#light.follow(this.rig.target.x, 0, this.rig.target.z);
    this.renderer.render(this.scene, this.camera);
    this.labels?.update(this.people.values(), this.camera, {
      width: this.#size.x,
      height: this.#size.y,
      timeS: this.#timeS,
      ownNetId: this.ownNetId,
    });
  }

  /** Forward kinematics of everybody posed. */
  #placePeople(dt: number): void {
    for (const person of this.people.values()) {
      const body = this.library.get(person.info.bodyId);
      if (!person.posed || !body) continue;
      person.heightM = body.file.heightM;
      person.appear = Math.min(1, person.appear + dt / APPEAR_S);
      forwardKinematics(
        person.worldPositions,
        person.worldRotations,
        person.hips,
        0,
        person.joints,
        0,
        body.file.restOffsets,
      );
    }
  }

  #moveCamera(dt: number): void {
    const { subject } = this;
    const person = 'netId' in subject ? this.people.get(subject.netId) : undefined;
    if (person && person.appear > 0) person.headInto(this.#looked);
    else if (!('netId' in subject)) this.#looked.set(subject.x, subject.y, subject.z);
    let headCount = 0;
    for (const other of this.people.values()) {
      if (headCount >= HEADS_MAX || other.distanceM > 4 || other.appear <= 0) continue;
      other.headInto(this.#point);
      this.#heads.set([this.#point.x, this.#point.y, this.#point.z], headCount * 3);
      headCount++;
    }
    // Far away at once (the first picture, another subject across the square): a cut, not a flight.
    const { target } = this.rig;
    if (!this.show.directs && Math.hypot(this.#looked.x - target.x, this.#looked.z - target.z) > CUT_M)
      this.rig.cut();
    const follow = person !== undefined && person.netId === this.ownNetId;
    this.rig.update(this.camera, this.#looked, { dtS: dt, follow, heads: this.#heads, headCount });
    this.camera.updateMatrixWorld();
  }

  readonly #point = new Vector3();

  /** Distance, height on screen and visibility of everybody. */
  #measurePeople(): void {
    this.#matrix.multiplyMatrices(this.camera.projectionMatrix, this.camera.matrixWorldInverse);
    this.#frustum.setFromProjectionMatrix(this.#matrix);
    const perMetre = (this.#size.y / 2) * this.camera.projectionMatrix.elements[5];
    for (const person of this.people.values()) {
      this.#sphere.center.fromArray(person.hips);
      person.inView = this.#frustum.intersectsSphere(this.#sphere);
      person.distanceM = this.camera.position.distanceTo(this.#sphere.center);
      person.heightPx = (person.heightM * perMetre) / Math.max(0.3, person.distanceM);
    }
  }

  #drawPeople(dt: number): void {
    const { quality } = this.governor;
    const options = {
      ...LOD_DEFAULTS,
      finePx: LOD_DEFAULTS.finePx * quality.lodScale,
      middlePx: LOD_DEFAULTS.middlePx * quality.lodScale,
      coarsePx: LOD_DEFAULTS.coarsePx * quality.cardScale,
      heroesMax: quality.heroesMax,
      fineMax: quality.fineMax,
      middleMax: quality.middleMax,
    };
    const shown = [...this.people.values()].filter((person) => person.appear > 0);
    const heroes = chooseHeroes(shown, options);
    chooseLods(shown, options);
    this.#crowd.begin();
    this.#shade.begin();
    let pictured = 0;
    for (const person of shown) {
      const body = this.library.get(person.info.bodyId) as Body;
      person.hero = heroes.has(person.netId);
      this.#heroes.update(person, body, dt);
      // A few bodies a frame: each costs two small draw calls, once.
      if (pictured < PICTURED_MAX && this.#crowd.picture(this.renderer, body)) pictured++;
      this.#crowd.draw(person, body, person.lodWanted, dt);
      if (person.inView && person.distanceM < 40) this.#shade.add(person);
    }
    this.#crowd.end();
    this.#shade.end();
  }

  /** The person under a point of the picture (CSS pixels), the nearest first; 0 for nobody. */
  pick(x: number, y: number): number {
    let found = 0;
    let nearest = Number.POSITIVE_INFINITY;
    for (const person of this.people.values()) {
      if (person.appear <= 0 || !person.inView) continue;
      person.headInto(this.#point);
      const headY = this.#screenY(this.#point);
      const headX = (this.#point.x * 0.5 + 0.5) * this.#size.x;
      this.#point.set(person.hips[0], person.hips[1] - person.heightM * 0.5, person.hips[2]);
      const footY = this.#screenY(this.#point);
      const half = Math.max(10, (footY - headY) * 0.2);
      const inside = Math.abs(x - headX) < half && y > headY - half * 0.8 && y < footY + 6;
      if (inside && person.distanceM < nearest) {
        nearest = person.distanceM;
        found = person.netId;
      }
    }
    return found;
  }

  #screenY(point: Vector3): number {
    point.project(this.camera);
    return (0.5 - point.y * 0.5) * this.#size.y;
  }

  /** Where the picture is taken from and what it is worth sending for it: what `StageClient.setView` wants to be told. */
  lookingFrom(): { x: number; z: number; dirX: number; dirZ: number; budgetBytesPerSecond: number } {
    const { x, z } = this.camera.position;
    const dx = this.rig.target.x - x;
    const dz = this.rig.target.z - z;
    const length = Math.hypot(dx, dz) || 1;
    const { budgetBytesPerSecond } = this.governor.quality;
    return { x, z, dirX: dx / length, dirZ: dz / length, budgetBytesPerSecond };
  }

  /** What a picture costs, for the strip of figures and for tests. */
  get stats(): {
    frameMs: number;
    drawCalls: number;
    triangles: number;
    heroes: number;
    quality: number;
    people: number;
    /** Draw calls that are the crowd's own, shadows apart, and how many people are cards. */
    crowdCalls: number;
    cards: number;
  } {
    return {
      frameMs: this.governor.frameMs,
      drawCalls: this.renderer.info.render.calls,
      triangles: this.renderer.info.render.triangles,
      heroes: this.#heroes.count,
      quality: this.governor.quality.level,
      people: [...this.people.values()].filter((person) => person.appear > 0).length,
      crowdCalls: this.#crowd.drawCalls,
      cards: this.#crowd.cards,
    };
  }

  dispose(): void {
    this.labels?.dispose();
    this.show.dispose();
    this.wardrobe.dispose();
    this.#heroes.dispose();
    this.#crowd.dispose();
    this.#shade.dispose();
    this.library.dispose();
    this.set.dispose();
    this.#light.dispose();
    this.renderer.dispose();
  }
}

import {
  DynamicDrawUsage,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  type MeshDepthMaterial,
  type WebGLRenderer,
} from 'three';
import { UNDYED } from '../look/cloth-dye.ts';
import { type Body, type BodyLevel, levelOf } from './body-library.ts';
import { BoneTexture } from './bone-texture.ts';
import { type CrowdUniforms, createCrowdDepthMaterial } from './crowd-material.ts';
import { Impostors } from './impostors.ts';
import { IMPOSTOR } from './lod-choice.ts';
import type { StagePerson } from './stage-person.ts';

const FIRST_CAPACITY = 8;
/** Floats of an instance: row, fade, dye. */
const SLOT = 4;
/** A change of level takes this long, s. */
const DISSOLVE_S = 0.28;

/** All people of one body at one level: one draw call. */
interface Batch {
  readonly mesh: Mesh<InstancedBufferGeometry>;
  readonly level: BodyLevel;
  slots: InstancedBufferAttribute;
  count: number;
}

/**
 * The crowd: every person is a row of the bone texture, every body and level an instanced mesh, everybody far away a card in
 * one more. So a picture costs a draw call for each level and material (a body's texture) in sight, however many people
 * there are. Nothing is allocated per frame once everybody has arrived.
 */
export class Crowd {
  readonly group = new Group();
  readonly bones = new BoneTexture();
  readonly uniforms: CrowdUniforms = { uBones: { value: this.bones.texture } };
  readonly #batches = new Map<BodyLevel, Batch>();
  readonly #depth: MeshDepthMaterial = createCrowdDepthMaterial(this.uniforms);
  readonly #impostors = new Impostors();
  readonly #dress: (level: BodyLevel, outfit: string) => BodyLevel;

  /** @param dress gives the level of somebody who wears an outfit, the same one for the same outfit */
  constructor(dress: (level: BodyLevel, outfit: string) => BodyLevel = (level) => level) {
    this.#dress = dress;
    this.group.name = 'crowd';
    this.group.add(this.#impostors.mesh);
  }

  /** Gives a person its row. */
  add(person: StagePerson): void {
    person.row = this.bones.take();
    this.uniforms.uBones.value = this.bones.texture;
  }

  remove(person: StagePerson): void {
    if (person.row >= 0) this.bones.release(person.row);
    person.row = -1;
  }

  /** A mesh of one person alone, for a portrait; release the row with remove(), the geometry with dispose(). */
  single(person: StagePerson, level: BodyLevel): Mesh<InstancedBufferGeometry> {
    this.add(person);
    this.bones.write(person.row, person.worldPositions, person.worldRotations, level);
    this.bones.commit();
    const geometry = new InstancedBufferGeometry();
    for (const [name, attribute] of Object.entries(level.geometry.attributes))
      geometry.setAttribute(name, attribute.clone());
    geometry.setIndex(level.geometry.index?.clone() ?? null);
    geometry.setAttribute(
      'crowdSlot',
      new InstancedBufferAttribute(new Float32Array([person.row, 1, ...person.dye]), SLOT),
    );
    geometry.instanceCount = 1;
    const mesh = new Mesh(geometry, level.material);
    mesh.frustumCulled = false;
    return mesh;
  }

  /** Starts a frame. */
  begin(): void {
    for (const batch of this.#batches.values()) batch.count = 0;
    this.#impostors.begin();
  }

  /** Makes the far-away pictures of a body that has none yet; true when it did. Not within a picture being drawn. */
  picture(renderer: WebGLRenderer, body: Body): boolean {
    return this.#impostors.picture(renderer, body);
  }

  /**
   * Writes one posed person and puts it into the batches of its level, and of the level it is leaving.
   *
   * @param wanted level of detail chosen for this frame; IMPOSTOR is a card where one fits
   */
  draw(person: StagePerson, body: Body, wanted: number, dtS: number): void {
    // Cards show clothes as they were made, so who wears an outfit of the show has none.
    const card = wanted === IMPOSTOR && person.outfit === '' && this.#impostors.fits(person, body);
    const lod = wanted === IMPOSTOR && !card ? IMPOSTOR - 1 : wanted;
    if (person.lod !== lod) {
      person.lodBefore = person.lod;
      person.lod = lod;
      person.lodFade = person.lodBefore < 0 ? 1 : 0;
    }
    person.lodFade = Math.min(1, person.lodFade + dtS / DISSOLVE_S);
    const leaves = person.lodFade < 1 && person.lodBefore >= 0;
    const level = this.#look(person, body, lod);
    const before = leaves ? this.#look(person, body, person.lodBefore) : level;
    const mesh = level ?? before;
    if (mesh) this.bones.write(person.row, person.worldPositions, person.worldRotations, mesh);
    if (!person.inView || person.heroFade >= 1) return;
    const shown = person.appear * (1 - person.heroFade);
    // The plain figure hangs otherwise on its joints, so it cannot share the row: it is swapped, not dissolved.
    const figure = body.figure;
    const swapped = level !== undefined && before !== undefined && (before === figure || level === figure);
    if (shown < 1 || before === level || swapped) {
      this.#push(person, body, level, shown);
      return;
    }
    this.#push(person, body, level, person.lodFade);
    this.#push(person, body, before, person.lodFade - 1);
  }

  /** What a person is drawn as at a level; undefined: a card. */
  #look(person: StagePerson, body: Body, lod: number): BodyLevel | undefined {
    return lod === IMPOSTOR ? undefined : this.#dress(levelOf(body, lod), person.outfit);
  }

  /** @param level undefined: a card */
  #push(person: StagePerson, body: Body, level: BodyLevel | undefined, fade: number): void {
    if (!level) {
      this.#impostors.push(person, body, fade);
      return;
    }
    const batch = this.#batches.get(level) ?? this.#createBatch(level);
    if ((batch.count + 1) * SLOT > batch.slots.array.length) this.#grow(batch);
    const [turn, light] = person.outfit === '' ? person.dye : UNDYED;
    batch.slots.setXYZW(batch.count++, person.row, fade, turn, light);
  }

  #createBatch(level: BodyLevel): Batch {
    const [geometry, slots] = instanced(level, FIRST_CAPACITY);
    const mesh = new Mesh(geometry, level.material);
    mesh.frustumCulled = false;
    mesh.castShadow = true;
    mesh.receiveShadow = true;
    mesh.customDepthMaterial = this.#depth;
    mesh.name = 'crowd batch';
    this.group.add(mesh);
    const batch: Batch = { mesh, level, slots, count: 0 };
    this.#batches.set(level, batch);
    return batch;
  }

  /** A geometry keeps the number of instances that it was first drawn with, so a larger crowd needs a new one. */
  #grow(batch: Batch): void {
    const before = batch.mesh.geometry;
    const [geometry, slots] = instanced(batch.level, batch.slots.count * 2);
    slots.array.set(batch.slots.array);
    batch.mesh.geometry = geometry;
    batch.slots = slots;
    before.dispose();
  }

  /** Ends a frame: uploads poses and instance lists. */
  end(): void {
    this.uniforms.uBones.value = this.bones.texture;
    this.bones.commit();
    for (const batch of this.#batches.values()) {
      batch.mesh.visible = batch.count > 0;
      batch.mesh.geometry.instanceCount = batch.count;
      batch.slots.clearUpdateRanges();
      batch.slots.addUpdateRange(0, batch.count * SLOT);
      batch.slots.needsUpdate = batch.count > 0;
    }
    this.#impostors.end();
  }

  /** Draw calls of the crowd in this frame, shadows apart. */
  get drawCalls(): number {
    let calls = this.#impostors.count > 0 ? 1 : 0;
    for (const batch of this.#batches.values()) if (batch.count > 0) calls++;
    return calls;
  }

  /** People drawn as cards in this frame. */
  get cards(): number {
    return this.#impostors.count;
  }

  dispose(): void {
    for (const batch of this.#batches.values()) batch.mesh.geometry.dispose();
    this.#batches.clear();
    this.#impostors.dispose();
    this.#depth.dispose();
    this.bones.dispose();
  }
}

/** The level's geometry with room for so many people. */
function instanced(level: BodyLevel, capacity: number): [InstancedBufferGeometry, InstancedBufferAttribute] {
  const geometry = new InstancedBufferGeometry();
  for (const [name, attribute] of Object.entries(level.geometry.attributes))
    geometry.setAttribute(name, attribute);
  geometry.setIndex(level.geometry.index);
  const slots = new InstancedBufferAttribute(new Float32Array(capacity * SLOT), SLOT);
  slots.setUsage(DynamicDrawUsage);
  geometry.setAttribute('crowdSlot', slots);
  return [geometry, slots];
}

import {
  DynamicDrawUsage,
  Group,
  InstancedBufferAttribute,
  InstancedBufferGeometry,
  Mesh,
  type MeshDepthMaterial,
} from 'three';
import { type Body, type BodyLevel, levelOf } from './body-library.ts';
import { BoneTexture } from './bone-texture.ts';
import { type CrowdUniforms, createCrowdDepthMaterial } from './crowd-material.ts';
import type { StagePerson } from './stage-person.ts';

const FIRST_CAPACITY = 8;
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
 * The crowd: every person is a row of the bone texture, every body and level an instanced mesh. Nothing is allocated
 * per frame once everybody has arrived.
 */
export class Crowd {
  readonly group = new Group();
  readonly bones = new BoneTexture();
  readonly uniforms: CrowdUniforms = { uBones: { value: this.bones.texture } };
  readonly #batches = new Map<BodyLevel, Batch>();
  readonly #depth: MeshDepthMaterial = createCrowdDepthMaterial(this.uniforms);

  constructor() {
    this.group.name = 'crowd';
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
    geometry.setAttribute('crowdSlot', new InstancedBufferAttribute(new Float32Array([person.row, 1]), 2));
    geometry.instanceCount = 1;
    const mesh = new Mesh(geometry, level.material);
    mesh.frustumCulled = false;
    return mesh;
  }

  /** Starts a frame. */
  begin(): void {
    for (const batch of this.#batches.values()) batch.count = 0;
  }

  /**
   * Writes one posed person and puts it into the batches of its level, and of the level it is leaving.
   *
   * @param wanted level of detail chosen for this frame
   */
  draw(person: StagePerson, body: Body, wanted: number, dtS: number): void {
    if (person.lod !== wanted) {
      person.lodBefore = person.lod;
      person.lod = wanted;
      person.lodFade = person.lodBefore < 0 ? 1 : 0;
    }
    person.lodFade = Math.min(1, person.lodFade + dtS / DISSOLVE_S);
    const level = levelOf(body, person.lod);
    this.bones.write(person.row, person.worldPositions, person.worldRotations, level);
    if (!person.inView) return;
    if (person.heroFade >= 1) return;
    const shown = person.appear * (1 - person.heroFade);
    if (shown < 1) {
      this.#push(level, person.row, shown);
      return;
    }
    const before = person.lodFade < 1 && person.lodBefore >= 0 ? levelOf(body, person.lodBefore) : undefined;
    // The plain figure hangs otherwise on its joints, so it cannot share the row: it is swapped, not dissolved.
    if (before && before !== level && before !== body.figure && level !== body.figure) {
      this.#push(level, person.row, person.lodFade);
      this.#push(before, person.row, person.lodFade - 1);
    } else {
      this.#push(level, person.row, 1);
    }
  }

  #push(level: BodyLevel, row: number, fade: number): void {
    const batch = this.#batches.get(level) ?? this.#createBatch(level);
    if (batch.count * 2 >= batch.slots.array.length) this.#grow(batch);
    batch.slots.array[batch.count * 2] = row;
    batch.slots.array[batch.count * 2 + 1] = fade;
    batch.count++;
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
      batch.slots.addUpdateRange(0, batch.count * 2);
      batch.slots.needsUpdate = batch.count > 0;
    }
  }

  /** Draw calls of the crowd in this frame. */
  get drawCalls(): number {
    let calls = 0;
    for (const batch of this.#batches.values()) if (batch.count > 0) calls++;
    return calls;
  }

  dispose(): void {
    for (const batch of this.#batches.values()) batch.mesh.geometry.dispose();
    this.#batches.clear();
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
  const slots = new InstancedBufferAttribute(new Float32Array(capacity * 2), 2);
  slots.setUsage(DynamicDrawUsage);
  geometry.setAttribute('crowdSlot', slots);
  return [geometry, slots];
}

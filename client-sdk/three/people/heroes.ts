import { type VRM, VRMHumanBoneName, VRMLoaderPlugin, VRMUtils } from '@pixiv/three-vrm';
import { FACE_PRESETS } from '@troupe/avatars/face';
import { HUMAN_JOINTS } from '@troupe/avatars/skeleton';
import { Group, type Mesh, type Object3D, Quaternion } from 'three';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import type { ClothDyeUniform } from '../look/cloth-dye.ts';
import { type ClothPrint, createPrint, printCloth, WHOLE_TEXTURE } from '../show/print-cloth.ts';
import type { Cloth } from '../show/wardrobe.ts';
import type { Body, BodyLibrary } from './body-library.ts';
import type { StagePerson } from './stage-person.ts';

/** The hero takes over from the crowd's copy in this time, s. */
const TAKE_OVER_S = 0.3;
/** Somebody who is no hero any more is kept ready for this long, s. */
const KEEP_S = 6;
/** Another outfit comes over the garment in this time, s. */
const DRESS_S = 0.6;

/** Names of the materials of garments. */
const CLOTH = /^(cloth|skirt)/;

interface Hero {
  readonly netId: number;
  readonly bodyId: string;
  readonly vrm: VRM;
  readonly bones: (Object3D | null)[];
  /** What the garments are printed with, and the outfit that this is. */
  readonly print: ClothPrint;
  /** Dyes of the garments as they were made; none under an outfit. */
  readonly dyes: ClothDyeUniform[];
  outfit: string;
  idleS: number;
}

/** People near the camera, drawn by three-vrm: faces that speak, hair and cloth that swing. At most a few. */
export class Heroes {
  readonly group = new Group();
  readonly #library: BodyLibrary;
  readonly #prepare: (root: Object3D, person: StagePerson) => void;
  readonly #loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
  readonly #heroes = new Map<number, Hero>();
  readonly #failed = new Set<string>();
  #loading = false;

  readonly #cloth: (outfit: string) => Cloth | undefined;

  /**
   * @param prepare called once for each loaded body: upgrades materials, sets layers
   * @param cloth gives the picture of an outfit; undefined leaves clothes as they are
   */
  constructor(
    library: BodyLibrary,
    prepare: (root: Object3D, person: StagePerson) => void,
    cloth: (outfit: string) => Cloth | undefined = () => undefined,
  ) {
    this.#library = library;
    this.#cloth = cloth;
    this.#prepare = prepare;
    this.#loader.register((parser) => new VRMLoaderPlugin(parser));
    this.group.name = 'heroes';
  }

  get count(): number {
    let count = 0;
    for (const hero of this.#heroes.values()) if (hero.vrm.scene.visible) count++;
    return count;
  }

  /** Poses one person as a hero, or lets it go back to the crowd. */
  update(person: StagePerson, body: Body, dtS: number): void {
    let hero = this.#heroes.get(person.netId);
    if (hero && hero.bodyId !== person.info.bodyId) {
      this.#drop(hero);
      hero = undefined;
    }
    if (person.hero && !hero) this.#wish(person, body);
    const ready = person.hero && hero !== undefined && person.appear >= 1;
    person.heroFade = Math.min(1, Math.max(0, person.heroFade + (ready ? dtS : -dtS) / TAKE_OVER_S));
    if (!hero) return;
    hero.vrm.scene.visible = person.heroFade > 0 && person.inView;
    hero.idleS = person.heroFade > 0 ? 0 : hero.idleS + dtS;
    if (hero.idleS > KEEP_S) {
      this.#drop(hero);
      return;
    }
    this.#dress(hero, person, dtS);
    if (person.heroFade > 0) pose(hero, person, dtS);
  }

  #dress(hero: Hero, { outfit, dye }: StagePerson, dtS: number): void {
    const { print } = hero;
    if (hero.outfit !== outfit) {
      hero.outfit = outfit;
      const cloth = this.#cloth(outfit);
      print.uPrintMix.value = 0;
      for (const uniform of hero.dyes) uniform.value[0] = outfit === '' ? dye[0] : 0;
      if (cloth) print.uPrintM.value = cloth.repeatM;
      print.uPrint.value = cloth?.texture ?? null;
    }
    if (print.uPrint.value) print.uPrintMix.value = Math.min(1, print.uPrintMix.value + dtS / DRESS_S);
  }

  remove(netId: number): void {
    const hero = this.#heroes.get(netId);
    if (hero) this.#drop(hero);
  }

  /** One body at a time: parsing takes tens of ms. */
  #wish(person: StagePerson, body: Body): void {
    if (this.#loading || this.#failed.has(person.info.bodyId)) return;
    this.#loading = true;
    this.#load(person, body)
      .catch((error: Error) => {
        this.#failed.add(person.info.bodyId);
        console.warn(`hero ${person.info.bodyId}: ${error.message}`);
      })
      .finally(() => {
        this.#loading = false;
      });
  }

  async #load(person: StagePerson, body: Body): Promise<void> {
    const bytes = await this.#library.vrm(body);
    const gltf = await this.#loader.parseAsync(bytes.slice(0), '');
    const vrm = gltf.userData.vrm as VRM | undefined;
    if (!vrm) throw new Error('the file holds no VRM');
    VRMUtils.removeUnnecessaryVertices(gltf.scene);
    vrm.scene.traverse((object) => {
      object.frustumCulled = false;
      if ((object as Mesh).isMesh) {
        object.castShadow = true;
        object.receiveShadow = true;
      }
    });
    vrm.scene.visible = false;
    this.#prepare(vrm.scene, person);
    const bones = HUMAN_JOINTS.map(
      (name) => vrm.humanoid.getNormalizedBoneNode(VRMHumanBoneName[boneKey(name)]) ?? null,
    );
    const print = createPrint(WHOLE_TEXTURE);
    const dyes: ClothDyeUniform[] = [];
    vrm.scene.traverse((object) => {
      const { material } = object as Mesh;
      if (!material || Array.isArray(material) || !CLOTH.test(material.name)) return;
      printCloth(material, print);
      if (material.userData.clothDye) dyes.push(material.userData.clothDye);
    });
    const hero: Hero = {
      netId: person.netId,
      bodyId: person.info.bodyId,
      vrm,
      bones,
      print,
      dyes,
      outfit: '',
      idleS: 0,
    };
    // Who becomes a hero in an outfit has it from the first picture on.
    this.#dress(hero, person, DRESS_S);
    pose(hero, person, 0);
    vrm.springBoneManager?.reset();
    this.group.add(vrm.scene);
    this.#heroes.set(person.netId, hero);
  }

  #drop(hero: Hero): void {
    this.group.remove(hero.vrm.scene);
    VRMUtils.deepDispose(hero.vrm.scene);
    this.#heroes.delete(hero.netId);
  }

  dispose(): void {
    for (const hero of [...this.#heroes.values()]) this.#drop(hero);
  }
}

function boneKey(name: string): keyof typeof VRMHumanBoneName {
  return (name[0].toUpperCase() + name.slice(1)) as keyof typeof VRMHumanBoneName;
}

const turn = new Quaternion();

function pose(hero: Hero, person: StagePerson, dtS: number): void {
  const { vrm, bones } = hero;
  for (let j = 0; j < bones.length; j++) {
    const bone = bones[j];
    if (!bone) continue;
    bone.quaternion.copy(turn.fromArray(person.joints, j * 4));
  }
  bones[0]?.position.fromArray(person.hips);
  vrm.humanoid.update();
  const { expressionManager } = vrm;
  if (expressionManager) {
    FACE_PRESETS.forEach((name, i) => {
      expressionManager.setValue(name, person.face[i]);
    });
    expressionManager.update();
  }
  vrm.scene.updateMatrixWorld(true);
  vrm.nodeConstraintManager?.update();
  if (dtS > 0) vrm.springBoneManager?.update(Math.min(dtS, 0.05));
}

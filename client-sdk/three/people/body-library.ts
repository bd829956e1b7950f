import { type BufferGeometry, type Mesh, MeshStandardMaterial, type SkinnedMesh, type Texture } from 'three';
import { MeshoptDecoder } from 'three/addons/libs/meshopt_decoder.module.js';
import { GLTFLoader } from 'three/addons/loaders/GLTFLoader.js';
import { figureShape, shapeFromSkin } from './body-shape.ts';

export const LOD_LEVELS = 3;

/** What body.json says that a view needs. */
export interface BodyFile {
  readonly id: string;
  readonly name: { readonly en: string; readonly ko: string };
  readonly heightM: number;
  /** 52 x 3, m. */
  readonly restOffsets: Float64Array;
}

/** One level of a body, ready to be drawn many times in one call. */
export interface BodyLevel {
  readonly geometry: BufferGeometry;
  readonly bind: Float32Array;
  readonly bindTurn: Float32Array;
  readonly material: MeshStandardMaterial;
}

/** A body: its measures, the levels that have arrived, and the plain figure that stands in for them. */
export interface Body {
  readonly file: BodyFile;
  readonly figure: BodyLevel;
  readonly levels: (BodyLevel | undefined)[];
  /** Bytes of the VRM, once asked for. */
  vrm?: Promise<ArrayBuffer>;
  readonly troubles: string[];
}

/** The level to draw for the one wanted: itself, else the nearest that has arrived, else the figure. */
export function levelOf(body: Body, wanted: number): BodyLevel {
  for (let step = 0; step < LOD_LEVELS; step++) {
    const level = body.levels[wanted + step] ?? body.levels[wanted - step];
    if (level) return level;
  }
  return body.figure;
}

/** Loads bodies by id from `<assetsUrl>/bodies`, each once; coarse levels first, so that people appear early. */
export class BodyLibrary {
  readonly #assetsUrl: string;
  readonly #loader = new GLTFLoader().setMeshoptDecoder(MeshoptDecoder);
  readonly #bodies = new Map<string, Body>();
  readonly #wanted = new Set<string>();
  readonly #failed = new Map<string, string>();
  readonly #prepare: (material: MeshStandardMaterial, level: number) => void;

  /** @param prepare called for each material of a level before it is first drawn */
  constructor(assetsUrl: string, prepare: (material: MeshStandardMaterial, level: number) => void) {
    this.#assetsUrl = assetsUrl.replace(/\/$/, '');
    this.#prepare = prepare;
  }

  /** The body, or undefined while its measures are on their way (asking starts the loading). */
  get(id: string): Body | undefined {
    const body = this.#bodies.get(id);
    if (!body && !this.#wanted.has(id)) {
      this.#wanted.add(id);
      this.#load(id).catch((error: Error) => {
        this.#failed.set(id, error.message);
        console.warn(`body ${id}: ${error.message}`);
      });
    }
    return body;
  }

  /** Bodies that could not be loaded, with the reason. */
  get failures(): ReadonlyMap<string, string> {
    return this.#failed;
  }

  /** Bytes of the hero's file; rejects with what was wrong. */
  vrm(body: Body): Promise<ArrayBuffer> {
    body.vrm ??= this.#fetch(`${body.file.id}/${body.file.id}.vrm`).then((response) =>
      response.arrayBuffer(),
    );
    return body.vrm;
  }

  async #fetch(path: string): Promise<Response> {
    const url = `${this.#assetsUrl}/bodies/${path}`;
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    return response;
  }

  async #load(id: string): Promise<void> {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) throw new Error(`"${id}" is no body id`);
    const response = await this.#fetch(`${id}/body.json`);
    const json = (await response.json()) as Omit<BodyFile, 'restOffsets'> & { restOffsets: number[] };
    if (!Array.isArray(json.restOffsets) || json.restOffsets.length !== 156)
      throw new Error(`${id}/body.json: restOffsets must hold 156 numbers`);
    const file: BodyFile = { ...json, restOffsets: Float64Array.from(json.restOffsets) };
    const figureMaterial = new MeshStandardMaterial({ color: 0x8b8fa3, roughness: 0.75 });
    this.#prepare(figureMaterial, LOD_LEVELS - 1);
    const shape = figureShape(file.restOffsets);
    const body: Body = {
      file,
      figure: { ...shape, material: figureMaterial },
      levels: new Array(LOD_LEVELS).fill(undefined),
      troubles: [],
    };
    this.#bodies.set(id, body);
    for (let level = LOD_LEVELS - 1; level >= 0; level--) {
      await this.#loadLevel(body, level).catch((error: Error) => {
        body.troubles.push(`lod${level}: ${error.message}`);
        console.warn(`body ${id} lod${level}: ${error.message}`);
      });
    }
  }

  async #loadLevel(body: Body, level: number): Promise<void> {
    const url = `${this.#assetsUrl}/bodies/${body.file.id}/lod${level}.glb`;
    const gltf = await this.#loader.loadAsync(url);
    let skin: SkinnedMesh | undefined;
    gltf.scene.traverse((object) => {
      if ((object as SkinnedMesh).isSkinnedMesh) skin ??= object as SkinnedMesh;
    });
    if (!skin) throw new Error('there is no skinned mesh in it');
    const shape = shapeFromSkin(skin, level < LOD_LEVELS - 1);
    const source = (skin as Mesh).material as MeshStandardMaterial;
    const material = new MeshStandardMaterial({
      map: source.map,
      normalMap: source.normalMap,
      roughness: source.roughnessMap ? 1 : Math.max(0.55, source.roughness ?? 0.8),
      roughnessMap: source.roughnessMap,
      color: source.color,
      side: source.side,
      alphaTest: source.transparent || source.alphaTest > 0 ? 0.5 : 0,
    });
    softenTexture(material.map);
    this.#prepare(material, level);
    skin.geometry.dispose();
    body.levels[level] = { ...shape, material };
  }

  dispose(): void {
    for (const body of this.#bodies.values()) {
      for (const level of [body.figure, ...body.levels]) {
        level?.geometry.dispose();
        level?.material.map?.dispose();
        level?.material.dispose();
      }
    }
    this.#bodies.clear();
  }
}

function softenTexture(texture: Texture | null): void {
  if (texture) texture.anisotropy = 4;
}

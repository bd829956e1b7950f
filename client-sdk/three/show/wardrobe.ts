import {
  CanvasTexture,
  type MeshStandardMaterial,
  MirroredRepeatWrapping,
  RepeatWrapping,
  SRGBColorSpace,
  type Texture,
  TextureLoader,
} from 'three';
import { parseOutfit, type StageFile } from '../../protocol/index.ts';
import type { BodyLevel } from '../people/body-library.ts';
import { paintWork } from '../plaza/paintings.ts';
import { drawPattern } from './draw-pattern.ts';
import { CLOTH_OF_LEVELS, createPrint, printCloth } from './print-cloth.ts';

/** Metres of one repeat: a painting covers a dress, a pattern a hand, a picture a chest. */
const REPEAT_M = { painting: 0.82, pattern: 0.22, file: 0.6, url: 0.6 } as const;
const PAINTING_PX = 768;
const ANISOTROPY = 8;

/** A picture to be printed on garments. */
export interface Cloth {
  readonly texture: Texture;
  readonly repeatM: number;
}

/**
 * Outfits: pictures made once for each name, and levels of the crowd that wear them. A name is that of an `outfit` cue, or
 * any address of a tileable picture given to `print`.
 */
export class Wardrobe {
  readonly #stage: StageFile;
  readonly #assetsUrl: string;
  readonly #skin: (material: MeshStandardMaterial) => void;
  readonly #cloths = new Map<string, Cloth | undefined>();
  readonly #worn = new Map<BodyLevel, Map<string, BodyLevel>>();
  readonly #loader = new TextureLoader();

  /** @param skin makes a new material of the crowd follow the bone texture */
  constructor(stage: StageFile, assetsUrl: string, skin: (material: MeshStandardMaterial) => void) {
    this.#stage = stage;
    this.#assetsUrl = assetsUrl.replace(/\/$/, '');
    this.#skin = skin;
  }

  /** Lets a name mean a tileable picture at any address, e.g. one that a painter has just finished. */
  print(name: string, url: string, repeatM: number = REPEAT_M.url): void {
    this.#cloths.get(name)?.texture.dispose();
    this.#cloths.set(name, { texture: this.#load(url), repeatM });
    for (const levels of this.#worn.values()) levels.delete(name);
  }

  /** The picture of an outfit; undefined for a name that means nothing: clothes stay as they are. */
  cloth(name: string): Cloth | undefined {
    if (name === '') return undefined;
    if (!this.#cloths.has(name)) this.#cloths.set(name, this.#make(name));
    return this.#cloths.get(name);
  }

  #make(name: string): Cloth | undefined {
    const outfit = parseOutfit(name);
    if (!outfit) return undefined;
    const repeatM = REPEAT_M[outfit.kind];
    if (outfit.kind === 'file') return { texture: this.#load(`${this.#assetsUrl}/${outfit.path}`), repeatM };
    if (outfit.kind === 'pattern')
      return { texture: picture(drawPattern(outfit.pattern, outfit.colours)), repeatM };
    const index = this.#stage.paintings.findIndex(({ id }) => id === outfit.id);
    if (index < 0) return undefined;
    const texture = picture(paintWork(index, PAINTING_PX));
    // A painting has edges: it goes on as in a mirror.
    texture.wrapS = MirroredRepeatWrapping;
    texture.wrapT = MirroredRepeatWrapping;
    return { texture, repeatM };
  }

  #load(url: string): Texture {
    const texture = this.#loader.load(url, undefined, undefined, () => {
      console.warn(`outfit: ${url} could not be loaded; the garment is white`);
    });
    return tiled(texture);
  }

  /** A level of a body that wears an outfit; itself when the outfit means nothing. */
  dress(level: BodyLevel, name: string): BodyLevel {
    const cloth = this.cloth(name);
    if (!cloth || !level.material.map) return level;
    let worn = this.#worn.get(level);
    if (!worn) {
      worn = new Map();
      this.#worn.set(level, worn);
    }
    let dressed = worn.get(name);
    if (!dressed) {
      const material = level.material.clone();
      const print = createPrint(CLOTH_OF_LEVELS);
      print.uPrint.value = cloth.texture;
      print.uPrintM.value = cloth.repeatM;
      print.uPrintMix.value = 1;
      printCloth(material, print);
      this.#skin(material);
      dressed = { ...level, material };
      worn.set(name, dressed);
    }
    return dressed;
  }

  dispose(): void {
    for (const cloth of this.#cloths.values()) cloth?.texture.dispose();
    for (const worn of this.#worn.values()) for (const { material } of worn.values()) material.dispose();
    this.#cloths.clear();
    this.#worn.clear();
  }
}

function picture(canvas: HTMLCanvasElement): Texture {
  return tiled(new CanvasTexture(canvas));
}

function tiled(texture: Texture): Texture {
  texture.colorSpace = SRGBColorSpace;
  texture.wrapS = RepeatWrapping;
  texture.wrapT = RepeatWrapping;
  texture.anisotropy = ANISOTROPY;
  return texture;
}

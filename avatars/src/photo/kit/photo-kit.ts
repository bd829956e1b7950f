import { inUnits, type PackedManifest, readPackedArrays } from '../../body/packed-arrays.ts';

/** photo-kit.json: see MODEL_CARD.md beside it. */
interface PhotoKitManifest extends PackedManifest {
  readonly stepM: number;
  /** UV rectangle of the face tile: low u, low v, high u, high v; v grows upwards. */
  readonly faceRect: readonly [number, number, number, number];
  readonly eyeRadiusM: number;
  readonly headHeightM: number;
  readonly hair: Readonly<Record<string, { strands: number; points: number }>>;
}

/** Points that hang on three body vertices each, by shares of 1/255 and an offset in m. */
export interface BoundPoints {
  readonly index: Uint16Array;
  readonly share: Uint8Array;
  readonly offset: Float32Array;
}

/** A mesh bound to the body. */
export interface BoundMesh extends BoundPoints {
  readonly triangles: Uint16Array;
  readonly skinJoints: Uint8Array;
  readonly skinWeights: Uint8Array;
  /** v grows downwards, 0..1. */
  readonly uvs: Float32Array | undefined;
  /** Units x vertices x 3, m. */
  readonly morphs: Float32Array | undefined;
}

/** Centre lines of the hair cards of a style: strands x points. */
export interface HairStyle extends BoundPoints {
  readonly strands: number;
  readonly points: number;
  readonly widthM: Float32Array;
  /** 0..1 */
  readonly shade: Float32Array;
  readonly u: Float32Array;
  readonly fringe: Uint8Array;
}

/** Everything that dresses a body fitted to a photograph. */
export interface PhotoKit {
  readonly manifest: PhotoKitManifest;
  readonly faceVertices: Uint16Array;
  /** (rows + bones) x 3, m. */
  readonly faceMean: Float32Array;
  /** Components x (rows + bones) x 3, m at one standard deviation. */
  readonly faceComponents: Float32Array;
  readonly faceComponentCount: number;
  /** Vertex on the other side of the body. */
  readonly mirror: Uint16Array;
  /** mm above the hairline; negative is face. */
  readonly hairline: Int8Array;
  /** Triangles of the face tile. */
  readonly faceTriangles: Uint16Array;
  hair(style: string): HairStyle;
  cap(name: string): BoundPoints & { readonly triangles: Uint16Array };
  mesh(name: string): BoundMesh;
  /** Body vertices that a shoe hides. */
  hides(shoe: string): Uint16Array;
  image(name: string): Uint8Array;
}

/** Reads assets/models/body/photo-kit. @throws Error naming the file and what to do */
export function readPhotoKit(folder: string): PhotoKit {
  const { manifest, raw } = readPackedArrays<PhotoKitManifest>(folder, 'photo-kit');
  const metres = (name: string): Float32Array => inUnits(raw(name), manifest.stepM);
  const has = (name: string): boolean => manifest.arrays.some((array) => array.name === name);
  const bound = (name: string): BoundPoints => ({
    index: raw(`${name}.index`) as Uint16Array,
    share: raw(`${name}.share`) as Uint8Array,
    offset: metres(`${name}.offset`),
  });
  const components = manifest.arrays.find((array) => array.name === 'face.components');
  return {
    manifest,
    faceVertices: raw('face.vertices') as Uint16Array,
    faceMean: metres('face.mean'),
    faceComponents: metres('face.components'),
    faceComponentCount: components?.shape[0] ?? 0,
    mirror: raw('mirror') as Uint16Array,
    hairline: raw('hairline') as Int8Array,
    faceTriangles: raw('faceTriangles') as Uint16Array,
    hair: (style) => ({
      ...bound(`hair.${style}`),
      ...manifest.hair[style],
      widthM: metres(`hair.${style}.width`),
      shade: Float32Array.from(raw(`hair.${style}.shade`), (x) => x / 200),
      u: Float32Array.from(raw(`hair.${style}.u`), (x) => x / 255),
      fringe: raw(`hair.${style}.fringe`) as Uint8Array,
    }),
    cap: (name) => ({ ...bound(`cap.${name}`), triangles: raw(`cap.${name}.triangles`) as Uint16Array }),
    mesh: (name) => ({
      ...bound(name),
      triangles: raw(`${name}.triangles`) as Uint16Array,
      skinJoints: raw(`${name}.skinJoints`) as Uint8Array,
      skinWeights: raw(`${name}.skinWeights`) as Uint8Array,
      uvs: has(`${name}.uvs`) ? Float32Array.from(raw(`${name}.uvs`), (x) => x / 65535) : undefined,
      morphs: has(`${name}.morphs`) ? metres(`${name}.morphs`) : undefined,
    }),
    hides: (shoe) => raw(`shoe.${shoe}.hides`) as Uint16Array,
    image: (name) => raw(`image.${name}`) as Uint8Array,
  };
}

/** Positions of bound points on a body (vertices x 3, m); offsets grow with `scale`. */
export function placeBound(bound: BoundPoints, body: Float32Array, scale = 1): Float32Array {
  const count = bound.index.length / 3;
  const out = new Float32Array(count * 3);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < 3; k++) {
      let x = bound.offset[i * 3 + k] * scale;
      for (let c = 0; c < 3; c++) {
        x += (bound.share[i * 3 + c] / 255) * body[bound.index[i * 3 + c] * 3 + k];
      }
      out[i * 3 + k] = x;
    }
  }
  return out;
}

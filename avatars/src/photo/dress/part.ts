/** What a part's surface looks like. */
export interface PartMaterial {
  readonly name: string;
  /** Encoded base colour texture. */
  readonly image?: { readonly mime: 'image/jpeg' | 'image/png'; readonly bytes: Uint8Array };
  /** Linear colour factor, RGBA. */
  readonly colour?: readonly [number, number, number, number];
  readonly roughness: number;
  readonly cutoff?: number;
  readonly blend?: boolean;
  readonly doubleSided?: boolean;
}

/** One primitive of a body: vertices already split at texture seams, in the rest pose of the mesh (arms half down). */
export interface Part {
  readonly name: string;
  /** Vertices x 3, m. */
  readonly positions: Float32Array;
  readonly normals: Float32Array;
  /** Vertices x 2; v grows downwards. */
  readonly uvs: Float32Array;
  readonly triangles: Uint32Array;
  /** Vertices x 4. */
  readonly joints: Uint8Array;
  /** Vertices x 4, sums of 255. */
  readonly weights: Uint8Array;
  /** Vertices that are one point of the surface carry one number; seams are closed by it. */
  readonly point: Int32Array;
  /** The same numbers for the other side of the body, where the part is symmetric. */
  readonly mirror?: Int32Array;
  /** RGBA bytes, linear. */
  readonly colours?: Uint8Array;
  readonly tangents?: Float32Array;
  /** Expression units that move this part: sparse offsets. */
  readonly morphs?: ReadonlyMap<number, { readonly rows: Uint32Array; readonly offsets: Float32Array }>;
  readonly material: PartMaterial;
}

/** A mesh over points of the body surface: each vertex lies between two body vertices. */
export interface SurfaceCut {
  /** Body vertices a and b, and the share of b. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly share: Float32Array;
  readonly uvs: Float32Array;
  readonly triangles: Uint32Array;
}

/**
 * The stretch of a body on which a field is positive, cut exactly along its zero line.
 *
 * @param corners triangles as (vertex, uv) pairs: triangles x 3 of each
 */
export function cutSurface(
  corners: {
    readonly vertices: ArrayLike<number>;
    readonly uvs: ArrayLike<number>;
    readonly uvTable: Float32Array;
  },
  field: Float32Array,
): SurfaceCut {
  const from: number[] = [];
  const to: number[] = [];
  const share: number[] = [];
  const uvs: number[] = [];
  const triangles: number[] = [];
  // A vertex of the body itself goes by one number, one on an edge by both ends.
  const known = new Map<string | number, number>();
  const uvCount = corners.uvTable.length / 2;
  const vertex = (a: number, ua: number, b: number, ub: number, s: number): number => {
    const uncut = a === b && ua === ub;
    const key = uncut ? a * uvCount + ua : a <= b ? `${a}:${ua}:${b}:${ub}` : `${b}:${ub}:${a}:${ua}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, from.length);
    from.push(a);
    to.push(b);
    share.push(s);
    const p = ua * 2;
    const q = ub * 2;
    uvs.push(
      corners.uvTable[p] * (1 - s) + corners.uvTable[q] * s,
      1 - (corners.uvTable[p + 1] * (1 - s) + corners.uvTable[q + 1] * s),
    );
    return from.length - 1;
  };
  for (let t = 0; t < corners.vertices.length; t += 3) {
    const outline: number[] = [];
    for (let k = 0; k < 3; k++) {
      const j = t + ((k + 1) % 3);
      const a = corners.vertices[t + k];
      const b = corners.vertices[j];
      const ua = corners.uvs[t + k];
      const ub = corners.uvs[j];
      if (field[a] >= 0) outline.push(vertex(a, ua, a, ua, 0));
      if (field[a] >= 0 !== field[b] >= 0)
        outline.push(vertex(a, ua, b, ub, field[a] / (field[a] - field[b])));
    }
    for (let k = 1; k + 1 < outline.length; k++) triangles.push(outline[0], outline[k], outline[k + 1]);
  }
  return {
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    share: Float32Array.from(share),
    uvs: Float32Array.from(uvs),
    triangles: Uint32Array.from(triangles),
  };
}

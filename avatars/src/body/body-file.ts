import { HUMAN_JOINTS } from '../skeleton/index.ts';

/** What the body builder (avatars/train/body) tells of a body. */
export interface BodySource {
  readonly id: string;
  readonly name: { readonly en: string; readonly ko: string };
  readonly about?: { readonly en: string; readonly ko: string };
  readonly heightM: number;
  readonly hipsHeightM: number;
  readonly legLengthM: number;
  /** Rest offset of every bone from its parent, m, by VRM name. */
  readonly offsets: Readonly<Record<string, readonly number[]>>;
}

/** assets/bodies/<id>/body.json: what server and clients need to know of a body. */
export interface BodyFile extends Omit<BodySource, 'offsets'> {
  /** 52 x 3, in the order of HUMAN_JOINTS. */
  readonly restOffsets: readonly number[];
  readonly files: { readonly vrm: string; readonly lods: readonly string[] };
  readonly triangles: { readonly lods: readonly number[] };
  readonly licence: string;
}

/** Turns the builder's words into body.json. @throws Error when a joint is missing */
export function createBodyFile(source: BodySource, lodTriangles: readonly number[]): BodyFile {
  const { offsets, ...rest } = source;
  return {
    ...rest,
    restOffsets: HUMAN_JOINTS.flatMap((name) => {
      if (!offsets[name]) throw new Error(`body ${source.id}: the builder gave no offset for ${name}`);
      return [...offsets[name]];
    }),
    files: { vrm: `${source.id}.vrm`, lods: lodTriangles.map((_, i) => `lod${i}.glb`) },
    triangles: { lods: lodTriangles },
    licence: 'Apache-2.0; made from CC0 mesh data, see NOTICE',
  };
}

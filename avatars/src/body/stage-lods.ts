import { type Document, Logger, NodeIO } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import {
  dedup,
  meshopt,
  prune,
  simplify,
  textureCompress,
  unpartition,
  weld,
} from '@gltf-transform/functions';
import { MeshoptDecoder, MeshoptEncoder, MeshoptSimplifier } from 'meshoptimizer';
import sharp from 'sharp';

/** One level of detail of a stage body. */
export interface LodPlan {
  readonly triangles: number;
  /** Width of the square texture, px. */
  readonly texturePx: number;
  /** Largest deviation allowed, as a share of the body's size. */
  readonly error: number;
}

/** Near, middle and far, as agreed in the design: about 27 k, 13 k and 1.6 k triangles. */
export const STAGE_LODS: readonly LodPlan[] = [
  { triangles: 27_000, texturePx: 1024, error: 0.002 },
  { triangles: 13_000, texturePx: 512, error: 0.01 },
  { triangles: 1_600, texturePx: 256, error: 0.08 },
];

/** Triangles of all meshes of a document. */
export function countTriangles(document: Document): number {
  return document
    .getRoot()
    .listMeshes()
    .flatMap((mesh) => mesh.listPrimitives())
    .reduce((sum, primitive) => sum + (primitive.getIndices()?.getCount() ?? 0) / 3, 0);
}

/**
 * Makes the levels of detail of a merged, textured body: simplified with attributes kept, quantised and compressed
 * (EXT_meshopt_compression), texture scaled.
 *
 * @param source glb of one mesh with one material (see avatars/train/body)
 */
export async function buildStageLods(
  source: Uint8Array,
  plans: readonly LodPlan[] = STAGE_LODS,
): Promise<{ bytes: Uint8Array; triangles: number }[]> {
  await Promise.all([MeshoptEncoder.ready, MeshoptSimplifier.ready, MeshoptDecoder.ready]);
  const io = new NodeIO()
    .registerExtensions(ALL_EXTENSIONS)
    .registerDependencies({ 'meshopt.encoder': MeshoptEncoder, 'meshopt.decoder': MeshoptDecoder });
  const out: { bytes: Uint8Array; triangles: number }[] = [];
  for (const plan of plans) {
    const document = (await io.readBinary(source)).setLogger(new Logger(Logger.Verbosity.ERROR));
    const ratio = Math.min(1, plan.triangles / countTriangles(document));
    await document.transform(
      weld(),
      simplify({ simplifier: MeshoptSimplifier, ratio, error: plan.error }),
      textureCompress({
        encoder: sharp,
        targetFormat: 'jpeg',
        resize: [plan.texturePx, plan.texturePx],
        quality: 82,
      }),
      dedup(),
      prune({ keepLeaves: true, keepAttributes: true }),
      unpartition(),
      meshopt({ encoder: MeshoptEncoder, level: 'medium' }),
    );
    out.push({ bytes: await io.writeBinary(document), triangles: countTriangles(document) });
  }
  return out;
}

import { Logger, NodeIO, type Primitive } from '@gltf-transform/core';
import { ALL_EXTENSIONS } from '@gltf-transform/extensions';
import type { Part } from '../dress/part.ts';

/** The meshes of a .vrm or .glb (path or bytes) as parts that can be drawn; skinning and expressions are left out. */
export async function readParts(source: string | Uint8Array): Promise<Part[]> {
  const io = new NodeIO().registerExtensions(ALL_EXTENSIONS).setLogger(new Logger(Logger.Verbosity.SILENT));
  const document =
    typeof source === 'string' ? await io.read(source) : await io.readBinary(new Uint8Array(source));
  return document
    .getRoot()
    .listMeshes()
    .flatMap((mesh) => mesh.listPrimitives())
    .map(partOf);
}

function partOf(primitive: Primitive): Part {
  const material = primitive.getMaterial();
  const floats = (name: string, width: number): Float32Array => {
    const accessor = primitive.getAttribute(name);
    if (!accessor) return new Float32Array(primitive.getAttribute('POSITION')!.getCount() * width);
    const out = new Float32Array(accessor.getCount() * width);
    for (let i = 0; i < accessor.getCount(); i++)
      out.set(accessor.getElement(i, []).slice(0, width), i * width);
    return out;
  };
  const positions = floats('POSITION', 3);
  const count = positions.length / 3;
  const colours = primitive.getAttribute('COLOR_0') && floats('COLOR_0', 4).map((x) => x * 255);
  const image = material?.getBaseColorTexture();
  const bytes = image?.getImage();
  return {
    name: material?.getName() ?? '',
    positions,
    normals: floats('NORMAL', 3),
    uvs: floats('TEXCOORD_0', 2),
    triangles: Uint32Array.from(primitive.getIndices()!.getArray()!),
    joints: new Uint8Array(count * 4),
    weights: new Uint8Array(count * 4),
    point: Int32Array.from({ length: count }, (_, i) => i),
    ...(colours ? { colours: Uint8Array.from(colours) } : {}),
    material: {
      name: material?.getName() ?? '',
      roughness: material?.getRoughnessFactor() ?? 1,
      colour: material?.getBaseColorFactor() ?? [1, 1, 1, 1],
      blend: material?.getAlphaMode() === 'BLEND',
      doubleSided: material?.getDoubleSided() ?? false,
      ...(material?.getAlphaMode() === 'MASK' ? { cutoff: material.getAlphaCutoff() } : {}),
      ...(bytes
        ? { image: { mime: image?.getMimeType() === 'image/png' ? 'image/png' : 'image/jpeg', bytes } }
        : {}),
    },
  };
}

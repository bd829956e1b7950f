import {
  AdditiveBlending,
  BoxGeometry,
  CanvasTexture,
  Group,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  PlaneGeometry,
  SRGBColorSpace,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { StageFile } from '../../protocol/index.ts';
import type { MeshBatch } from './mesh-batch.ts';
import { createPaintingAtlas, FRAME_TINT, paintingPlane } from './paintings.ts';
import { findArcade } from './stonework.ts';

const FRAME_M = 0.06;
const GALLERY_LAMP_Y_M = 3.1;

/**
 * The paintings with their frames, the picture on the easel, and the warm light that washes the gallery wall: that
 * light is painted once into a texture, since its lamps never move.
 */
export function createGallery(stage: StageFile, wood: MeshBatch): { group: Group; dispose(): void } {
  const group = new Group();
  const atlas = createPaintingAtlas();
  const planes = stage.paintings.map((painting, i) => {
    const matrix = new Matrix4().makeRotationY(painting.yaw).setPosition(...painting.position);
    addFrame(wood, painting.width, painting.height, matrix);
    const lifted = matrix.clone().multiply(new Matrix4().makeTranslation(0, 0, 0.038));
    return paintingPlane(i, painting.width, painting.height, lifted);
  });
  const easel = stage.colliders.find((collider) => collider.kind === 'easel');
  if (easel?.shape === 'box') {
    const [x, y, z] = easel.centre;
    const matrix = new Matrix4()
      .makeRotationY(easel.yaw)
      .setPosition(x, y + 0.22, z)
      .multiply(new Matrix4().makeTranslation(0, 0, 0.1))
      .multiply(new Matrix4().makeRotationX(-0.16));
    planes.push(paintingPlane(8, 0.62, 0.78, matrix));
  }
  const pictures = new MeshStandardMaterial({
    map: atlas,
    roughness: 0.62,
    emissiveMap: atlas,
    emissive: 0xffd9a8,
    emissiveIntensity: 0.42,
  });
  if (planes.length > 0) {
    const mesh = new Mesh(mergeGeometries(planes), pictures);
    mesh.name = 'paintings';
    group.add(mesh);
  }
  const wash = createWallWash(stage);
  if (wash) group.add(wash.mesh);
  return {
    group,
    dispose() {
      atlas.dispose();
      pictures.dispose();
      wash?.texture.dispose();
    },
  };
}

function addFrame(wood: MeshBatch, width: number, height: number, matrix: Matrix4): void {
  const bar = (w: number, h: number, x: number, y: number): void =>
    wood.add(new BoxGeometry(w, h, 0.07), {
      matrix: matrix.clone().multiply(new Matrix4().makeTranslation(x, y, 0)),
      tint: FRAME_TINT,
      groundShade: 0,
    });
  bar(width + FRAME_M * 2, FRAME_M, 0, height / 2 + FRAME_M / 2);
  bar(width + FRAME_M * 2, FRAME_M, 0, -height / 2 - FRAME_M / 2);
  bar(FRAME_M, height, width / 2 + FRAME_M / 2, 0);
  bar(FRAME_M, height, -width / 2 - FRAME_M / 2, 0);
  bar(width, height, 0, 0);
}

/** An additive plane just before the gallery wall: scallops of lamplight over each bay. */
function createWallWash(stage: StageFile): { mesh: Mesh; texture: CanvasTexture } | undefined {
  const arcade = findArcade(stage);
  if (!arcade) return undefined;
  const { wall, bays } = arcade;
  const length = wall.half[2] * 2;
  const height = 5;
  const canvas = document.createElement('canvas');
  canvas.width = 1024;
  canvas.height = 160;
  const pen = canvas.getContext('2d')!;
  pen.fillStyle = '#000';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.globalCompositeOperation = 'lighter';
  for (const bay of bays) {
    const x = ((bay.z - (wall.centre[2] - wall.half[2])) / length) * canvas.width;
    const y = (1 - GALLERY_LAMP_Y_M / height) * canvas.height;
    const reach = (2.9 / length) * canvas.width;
    pen.save();
    pen.translate(x, y);
    pen.scale(1, (height * 0.28 * (canvas.height / height)) / (reach * 0.5));
    const light = pen.createRadialGradient(0, reach * 0.1, 0, 0, reach * 0.24, reach);
    light.addColorStop(0, 'rgb(150,98,50)');
    light.addColorStop(0.35, 'rgb(92,54,24)');
    light.addColorStop(0.7, 'rgb(34,18,8)');
    light.addColorStop(1, 'rgb(0,0,0)');
    pen.fillStyle = light;
    pen.fillRect(-reach, -reach, reach * 2, reach * 2);
    pen.restore();
  }
  const texture = new CanvasTexture(canvas);
  texture.colorSpace = SRGBColorSpace;
  const plane = new PlaneGeometry(length, height);
  // A wall that looks +X: the picture's left end is its south end.
  const uv = plane.getAttribute('uv');
  for (let i = 0; i < uv.count; i++) uv.setX(i, 1 - uv.getX(i));
  const mesh = new Mesh(
    plane,
    new MeshBasicMaterial({
      map: texture,
      transparent: true,
      blending: AdditiveBlending,
      depthWrite: false,
      toneMapped: true,
    }),
  );
  mesh.rotation.y = Math.PI / 2;
  mesh.position.set(wall.centre[0] + wall.half[0] + 0.006, height / 2, wall.centre[2]);
  mesh.name = 'gallery light';
  return { mesh, texture };
}

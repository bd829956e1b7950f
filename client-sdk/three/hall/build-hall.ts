import { Color, DoubleSide, Group, Mesh, MeshStandardMaterial } from 'three';
import type { StageFile } from '../../protocol/index.ts';
import { createGallery } from '../plaza/gallery.ts';
import { createHungWorks } from '../plaza/hung-works.ts';
import { MeshBatch } from '../plaza/mesh-batch.ts';
import { createProps } from '../plaza/props.ts';
import { addWoodwork } from '../plaza/woodwork.ts';
import type { StageSet } from '../stage-set.ts';
import { addDrape } from './drapes.ts';
import { addBenchFeet, addPiano } from './furniture.ts';
import { createLampRig } from './lamp-rig.ts';
import { createRoom } from './room.ts';
import { createWindows } from './windows.ts';

/** Draws a hall from its file: a room seen from within, curtains, benches, lamps overhead; about 20 draw calls. */
export function buildHall(stage: StageFile): StageSet {
  const group = new Group();
  group.name = stage.id;
  const wood = new MeshBatch(0.6);
  const cloth = new MeshBatch(1);
  // What is fixed to walls and ceiling throws no shadow: the key light stands for lamps that hang among it.
  const fixed = new MeshBatch(0.6);
  addWoodwork(stage, wood);
  for (const collider of stage.colliders) {
    if (collider.shape !== 'box') continue;
    if (collider.kind === 'bench') addBenchFeet(collider, wood);
    else if (collider.kind === 'piano') addPiano(collider, wood);
    else if (collider.kind === 'curtain') addDrape(collider, cloth);
  }
  const room = createRoom(stage, fixed);
  const windows = createWindows(stage, fixed);
  const rig = createLampRig(stage, fixed);
  const gallery = createGallery(stage, wood);
  const works = createHungWorks(stage);
  const props = createProps(stage);
  const woodMesh = new Mesh(wood.build(), new MeshStandardMaterial({ roughness: 0.55, vertexColors: true }));
  woodMesh.name = 'wood';
  const fixedMesh = new Mesh(fixed.build(), woodMesh.material);
  fixedMesh.name = 'fixed';
  fixedMesh.receiveShadow = true;
  const clothMesh = new Mesh(
    cloth.build(),
    new MeshStandardMaterial({
      roughness: 1,
      vertexColors: true,
      side: DoubleSide,
      color: new Color(1, 1, 1),
    }),
  );
  clothMesh.name = 'curtains';
  for (const mesh of [woodMesh, clothMesh]) {
    mesh.castShadow = true;
    mesh.receiveShadow = true;
  }
  group.add(
    room.group,
    windows.group,
    rig.group,
    gallery.group,
    works.group,
    props.group,
    woodMesh,
    clothMesh,
    fixedMesh,
  );
  const keep = [room, windows, rig, gallery, works, props];
  return {
    group,
    props,
    works,
    update: () => {},
    setMirror: () => {},
    setViewHeight: () => {},
    dispose() {
      for (const part of keep) part.dispose();
      for (const mesh of [woodMesh, clothMesh, fixedMesh]) {
        mesh.geometry.dispose();
        mesh.material.dispose();
      }
    },
  };
}

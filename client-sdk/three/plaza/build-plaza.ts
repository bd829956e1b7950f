import {
  AdditiveBlending,
  BufferAttribute,
  Color,
  Group,
  InstancedMesh,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  PlaneGeometry,
  RingGeometry,
  ShaderMaterial,
  Vector2,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import type { StageFile } from '../../protocol/index.ts';
import type { StageSet } from '../stage-set.ts';
import { createGallery } from './gallery.ts';
import { bakeGroundLight, GROUND_COVER_M } from './ground-light.ts';
import { createHorizon } from './horizon.ts';
import { createHungWorks } from './hung-works.ts';
import { createLamps, planLamps } from './lamps.ts';
import { MeshBatch } from './mesh-batch.ts';
import { createProps, type Props } from './props.ts';
import { createSky } from './sky.ts';
import { createStoneTextures, STONE_TILE_M } from './stone-texture.ts';
import { addStonework, ringDisc } from './stonework.ts';
import { createTrees } from './trees.ts';
import { createPool, createSea, type Pool } from './water.ts';
import { addWoodwork } from './woodwork.ts';

/** What is built of stone and wood: three meshes, whatever the number of stones. */
function createMasonry(parts: {
  readonly deck: MeshBatch;
  readonly plain: MeshBatch;
  readonly wood: MeshBatch;
  readonly paving: ReturnType<typeof createStoneTextures>;
  readonly dressed: ReturnType<typeof createStoneTextures>;
}): [Mesh, Mesh, Mesh] {
  const stone = (textures: ReturnType<typeof createStoneTextures>, bump: number, roughness: number) =>
    new MeshStandardMaterial({
      map: textures.map,
      normalMap: textures.normalMap,
      normalScale: new Vector2(bump, bump),
      roughness,
      vertexColors: true,
    });
  const deck = new Mesh(parts.deck.build(), stone(parts.paving, 0.7, 0.72));
  const plain = new Mesh(parts.plain.build(), stone(parts.dressed, 0.5, 0.82));
  const wood = new Mesh(parts.wood.build(), new MeshStandardMaterial({ roughness: 0.7, vertexColors: true }));
  deck.name = 'deck';
  plain.name = 'stone';
  wood.name = 'wood';
  for (const mesh of [deck, plain, wood]) {
    mesh.castShadow = mesh !== deck;
    mesh.receiveShadow = true;
  }
  return [deck, plain, wood];
}

/** Draws a stage from its file: everything is made by code; about 20 draw calls. */
export function buildPlaza(stage: StageFile): StageSet {
  const group = new Group();
  group.name = stage.id;
  const keep: { dispose(): void }[] = [];
  const plain = new MeshBatch(STONE_TILE_M);
  const deck = new MeshBatch(STONE_TILE_M);
  const wood = new MeshBatch(0.6);

  addStonework(stage, plain, deck);
  addWoodwork(stage, wood);
  const plan = planLamps(stage);
  const lamps = createLamps(plan, wood);
  const trees = createTrees(stage, wood);
  const gallery = createGallery(stage, wood);
  const works = createHungWorks(stage);
  keep.push(lamps, trees, gallery, works);

  const paving = createStoneTextures('paving');
  const dressed = createStoneTextures('plain', 256);
  keep.push(paving, dressed);
  const ground = createGround(stage, paving, plan, keep);
  const [deckMesh, stoneMesh, woodMesh] = createMasonry({ deck, plain, wood, paving, dressed });
  const sky = createSky();
  const sea = createSea();
  const horizon = createHorizon();
  const props = createProps(stage);
  const spill = createSpill(stage);
  const edges = createStepLight(stage);
  const pool = poolOf(stage);
  keep.push(sea, horizon, props);
  group.add(ground, deckMesh, stoneMesh, woodMesh, sky, sea.mesh, horizon.group);
  group.add(trees.group, gallery.group, works.group, lamps.group, props.group, spill.mesh);
  if (edges) group.add(edges);
  if (pool) {
    group.add(pool.surface);
    keep.push(pool);
  }
  return {
    group,
    props,
    works,
    update(timeS) {
      sea.update(timeS);
      trees.update(timeS);
      pool?.update(timeS);
      spill.follow(props);
    },
    setMirror: (on) => pool?.setMirror(on),
    setViewHeight: lamps.setViewHeight,
    dispose() {
      for (const part of keep) part.dispose();
      group.traverse((object) => {
        if (object instanceof Mesh) object.geometry.dispose();
      });
    },
  };
}

function poolOf(stage: StageFile): Pool | undefined {
  const box = stage.colliders.find((collider) => collider.kind === 'pool');
  return box?.shape === 'box' ? createPool(box, 512) : undefined;
}

/** Paving of the square, with rings of slabs around the round stage and a rough verge outside the balustrade. */
function createGround(
  stage: StageFile,
  stone: { map: MeshStandardMaterial['map']; normalMap: MeshStandardMaterial['normalMap'] },
  plan: ReturnType<typeof planLamps>,
  keep: { dispose(): void }[],
): Mesh {
  const light = bakeGroundLight(stage, plan.floor);
  keep.push(light.surface, light.lamps);
  const square = new PlaneGeometry(GROUND_COVER_M, GROUND_COVER_M, 1, 1).rotateX(-Math.PI / 2);
  const uv = square.getAttribute('uv');
  for (let i = 0; i < uv.count; i++)
    uv.setXY(i, (uv.getX(i) * GROUND_COVER_M) / STONE_TILE_M, (uv.getY(i) * GROUND_COVER_M) / STONE_TILE_M);
  const parts = [square.toNonIndexed()];
  const steps = stage.colliders.filter((c) => c.kind === 'step' && c.shape === 'cylinder');
  const outer = Math.max(0, ...steps.map((step) => (step.shape === 'cylinder' ? step.radius : 0)));
  const first = steps[0];
  if (first?.shape === 'cylinder') {
    const ring = ringDisc(outer - 0.1, outer + 2.2, 96, 1).toNonIndexed();
    ring.translate(first.centre[0], 0.006, first.centre[2]);
    parts.push(ring);
  }
  const geometry = mergeGeometries(parts);
  const position = geometry.getAttribute('position');
  const cover = new Float32Array(position.count * 2);
  for (let i = 0; i < position.count; i++) {
    cover[i * 2] = position.getX(i) / GROUND_COVER_M + 0.5;
    cover[i * 2 + 1] = position.getZ(i) / GROUND_COVER_M + 0.5;
  }
  geometry.setAttribute('uv1', new BufferAttribute(cover, 2));
  const mesh = new Mesh(
    geometry,
    new MeshStandardMaterial({
      map: stone.map,
      normalMap: stone.normalMap,
      aoMap: light.surface,
      roughnessMap: light.surface,
      lightMap: light.lamps,
      lightMapIntensity: light.lightScale,
      roughness: 1,
      color: new Color(0.72, 0.73, 0.76),
    }),
  );
  mesh.receiveShadow = true;
  mesh.name = 'ground';
  return mesh;
}

/** A line of light under each nosing of the round stage. */
function createStepLight(stage: StageFile): Mesh | undefined {
  const rings = stage.colliders.flatMap((step) =>
    step.kind === 'step' && step.shape === 'cylinder'
      ? [
          new RingGeometry(step.radius - 0.004, step.radius + 0.16, 96, 1)
            .rotateX(-Math.PI / 2)
            .translate(step.centre[0], step.centre[1] - step.halfHeight + 0.0, step.centre[2]),
        ]
      : [],
  );
  if (rings.length === 0) return undefined;
  // Each step's light falls on the tread below it.
  const sorted = stage.colliders
    .flatMap((c) => (c.kind === 'step' && c.shape === 'cylinder' ? [c] : []))
    .sort((a, b) => b.radius - a.radius);
  rings.forEach((ring, i) => {
    const step = stage.colliders.filter((c) => c.kind === 'step')[i];
    const rank = sorted.findIndex((s) => s.id === step.id);
    const below = rank === 0 ? 0.009 : sorted[rank - 1].centre[1] + sorted[rank - 1].halfHeight + 0.002;
    ring.translate(0, below - (sorted[rank].centre[1] - sorted[rank].halfHeight), 0);
  });
  const mesh = new Mesh(
    mergeGeometries(rings),
    new ShaderMaterial({
      vertexShader: /* glsl */ `
        varying vec3 vAt;
        void main() { vAt = position; gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0); }`,
      fragmentShader: /* glsl */ `
        varying vec3 vAt;
        uniform vec2 uMiddle;
        uniform vec3 uRadii;
        void main() {
          float r = length(vAt.xz - uMiddle);
          vec3 gap = r - uRadii;
          float near = min(min(gap.x < -0.01 ? 9.0 : gap.x, gap.y < -0.01 ? 9.0 : gap.y), gap.z < -0.01 ? 9.0 : gap.z);
          gl_FragColor = vec4(vec3(1.0, 0.6, 0.28) * exp(-near * 26.0) * 1.1, 1.0);
          #include <tonemapping_fragment>
          #include <colorspace_fragment>
        }`,
      uniforms: {
        uMiddle: { value: new Vector2(sorted[0].centre[0], sorted[0].centre[2]) },
        uRadii: { value: [0, 1, 2].map((i) => sorted[Math.min(i, sorted.length - 1)].radius) },
      },
      blending: AdditiveBlending,
      transparent: true,
      depthWrite: false,
      polygonOffset: true,
      polygonOffsetFactor: -1,
    }),
  );
  mesh.name = 'step light';
  return mesh;
}

/** Warm light on the floor under every paper lantern; it follows when one is pushed. */
function createSpill(stage: StageFile): { mesh: InstancedMesh; follow(props: Props): void } {
  const lanterns = stage.props.flatMap((prop, i) => (prop.kind === 'lantern' ? [i] : []));
  const geometry = new PlaneGeometry(4.6, 4.6).rotateX(-Math.PI / 2);
  const material = new ShaderMaterial({
    vertexShader: /* glsl */ `
      varying vec2 vUv;
      void main() { vUv = uv - 0.5; gl_Position = projectionMatrix * modelViewMatrix * instanceMatrix * vec4(position, 1.0); }`,
    fragmentShader: /* glsl */ `
      varying vec2 vUv;
      void main() {
        float d = length(vUv) * 2.0;
        float light = pow(max(0.0, 1.0 - d), 2.2) * smoothstep(0.03, 0.11, d);
        gl_FragColor = vec4(vec3(1.0, 0.55, 0.22) * light * 0.42, 1.0);
        #include <tonemapping_fragment>
        #include <colorspace_fragment>
      }`,
    blending: AdditiveBlending,
    transparent: true,
    depthWrite: false,
  });
  const mesh = new InstancedMesh(geometry, material, Math.max(1, lanterns.length));
  mesh.count = lanterns.length;
  mesh.frustumCulled = false;
  mesh.name = 'lantern light';
  const matrix = new Matrix4();
  return {
    mesh,
    follow(props) {
      lanterns.forEach((index, i) => {
        const at = props.group.children[index].position;
        const floor = Math.max(0, at.y - 0.27) * 0.98 + 0.012;
        mesh.setMatrixAt(i, matrix.makeTranslation(at.x, floor, at.z));
      });
      mesh.instanceMatrix.needsUpdate = true;
    },
  };
}

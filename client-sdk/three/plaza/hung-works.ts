import {
  DataTexture,
  Group,
  LinearFilter,
  LinearMipmapLinearFilter,
  Matrix4,
  Mesh,
  MeshStandardMaterial,
  PlaneGeometry,
  SRGBColorSpace,
  type Texture,
  TextureLoader,
} from 'three';
import type { StageFile, WorkMessage } from '../../protocol/index.ts';
import { StrokePainter } from './stroke-painter.ts';

/** Paintings made on this stage, over the places of the stage file and on the easel. */
export interface HungWorks {
  readonly group: Group;
  /** What hangs now; pictures that are new are fetched from `baseUrl`. */
  set(works: readonly WorkMessage[], baseUrl: string): void;
  /** Goes on painting what is on the easel up to a moment of stage time, ms. */
  update(stageMs: number): void;
  dispose(): void;
}

/** The canvas on the easel: sides (m), how far before its middle it stands and how it leans. */
const EASEL = { width: 0.62, height: 0.78, aheadM: 0.106, upM: 0.22, leanRad: -0.16 } as const;
/** Before the painting of the stage file that it covers, m. */
const BEFORE_M = 0.043;
/** The strokes on the easel are shown anew so often, ms. */
const SHOW_MS = 250;

interface Hung {
  readonly sha: string;
  readonly place: string;
  readonly mesh: Mesh<PlaneGeometry, MeshStandardMaterial>;
  painter: StrokePainter | undefined;
  shownMs: number;
}

export function createHungWorks(stage: StageFile): HungWorks {
  const group = new Group();
  group.name = 'works';
  const hung = new Map<number, Hung>();
  const loader = new TextureLoader();

  function take(id: number): void {
    const one = hung.get(id);
    if (!one) return;
    group.remove(one.mesh);
    one.mesh.geometry.dispose();
    one.mesh.material.map?.dispose();
    one.mesh.material.dispose();
    hung.delete(id);
  }

  function hang(work: WorkMessage, baseUrl: string): void {
    const place = placeOf(stage, work);
    if (!place) return;
    const one = blank(work, place);
    const { mesh } = one;
    group.add(mesh);
    hung.set(work.id, one);
    if (work.place === 'easel' && work.brain === 'offline') {
      void paint(work, one);
      return;
    }
    loader.load(
      `${baseUrl}/paintings/${work.sha}`,
      (texture) => (hung.get(work.id) === one ? show(mesh, texture) : texture.dispose()),
      undefined,
      // An edge has no pictures; whatever was painted from a plan can be painted here.
      () => void paint(work, one),
    );
  }

  async function paint(work: WorkMessage, one: Hung): Promise<void> {
    const painter = await StrokePainter.open(work);
    if (hung.get(work.id) !== one) return;
    one.painter = painter;
    const texture = new DataTexture(painter.rgba, painter.widthPx, painter.heightPx);
    texture.flipY = true;
    show(one.mesh, texture);
  }

  return {
    group,
    set(works, baseUrl) {
      for (const [id, { sha, place }] of hung) {
        const now = works.find((work) => work.id === id);
        if (!now || now.sha !== sha || now.place !== place) take(id);
      }
      for (const work of works) if (!hung.has(work.id)) hang(work, baseUrl);
    },
    update(stageMs) {
      for (const one of hung.values()) {
        if (!one.painter?.paintTo(stageMs)) continue;
        if (stageMs - one.shownMs < SHOW_MS && !one.painter.done) continue;
        one.shownMs = stageMs;
        one.painter.show();
        const { map } = one.mesh.material;
        if (map) map.needsUpdate = true;
      }
    },
    dispose() {
      for (const id of [...hung.keys()]) take(id);
    },
  };
}

/** An empty place for a work: nothing is shown before there is something to show. */
function blank(work: WorkMessage, place: NonNullable<ReturnType<typeof placeOf>>): Hung {
  const material = new MeshStandardMaterial({ roughness: 0.62, emissive: 0xffd9a8, emissiveIntensity: 0 });
  const mesh = new Mesh(new PlaneGeometry(place.width, place.height), material);
  mesh.applyMatrix4(place.matrix);
  mesh.name = `work ${work.id}`;
  mesh.visible = false;
  return { sha: work.sha, place: work.place, mesh, painter: undefined, shownMs: Number.NEGATIVE_INFINITY };
}

function show(mesh: Mesh<PlaneGeometry, MeshStandardMaterial>, texture: Texture): void {
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 8;
  texture.generateMipmaps = true;
  texture.minFilter = LinearMipmapLinearFilter;
  texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  mesh.material.map = texture;
  mesh.material.emissiveMap = texture;
  mesh.material.emissiveIntensity = 0.42;
  mesh.material.needsUpdate = true;
  mesh.visible = true;
}

/** Where a work is, and how large: as large as its shape fits in there. */
function placeOf(
  stage: StageFile,
  { place, plan }: WorkMessage,
): { matrix: Matrix4; width: number; height: number } | undefined {
  if (place === 'easel') {
    const easel = stage.colliders.find((one) => one.kind === 'easel');
    if (easel?.shape !== 'box') return undefined;
    const [x, y, z] = easel.centre;
    const matrix = new Matrix4()
      .makeRotationY(easel.yaw)
      .setPosition(x, y + EASEL.upM, z)
      .multiply(new Matrix4().makeTranslation(0, 0, EASEL.aheadM))
      .multiply(new Matrix4().makeRotationX(EASEL.leanRad));
    return { matrix, ...fit(plan.tall, EASEL.width, EASEL.height) };
  }
  const painting = stage.paintings.find(({ id }) => id === place);
  if (!painting) return undefined;
  const matrix = new Matrix4()
    .makeRotationY(painting.yaw)
    .setPosition(...painting.position)
    .multiply(new Matrix4().makeTranslation(0, 0, BEFORE_M));
  return { matrix, ...fit(plan.tall, painting.width, painting.height) };
}

function fit(tall: number, width: number, height: number): { width: number; height: number } {
  const across = Math.min(width, height / tall);
  return { width: across, height: across * tall };
}

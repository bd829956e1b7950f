import type { PaintPlan, Words } from '@troupe/avatars/paint';
import type { StageFile } from '@troupe/client-sdk/protocol';

/** A place on stage where a work can hang. */
export interface WorkPlace {
  /** Id of the painting of the stage file whose place it takes. */
  readonly id: string;
  /** Height over width. */
  readonly tall: number;
}

/** The easel: middle of its canvas (m), heading that it faces (rad), where its painter stands. */
export interface Easel {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly yaw: number;
  readonly standX: number;
  readonly standZ: number;
}

/** A painting made on this stage. Plain data: hashed and replayed. Holds no word of who asked for it. */
export interface Work {
  readonly id: number;
  /** 'easel' while it is painted, then the id of the place where it hangs. */
  place: string;
  /** Where it will hang. */
  readonly home: string;
  readonly plan: PaintPlan;
  /** sha256 of its PNG: `/paintings/<sha>.png`. */
  readonly sha: string;
  readonly title: Words;
  readonly why: Words;
  readonly colours: readonly string[];
  /** Which engine made it: 'offline' or 'remote:model'. */
  readonly brain: string;
  readonly byNetId: number;
  readonly by: Words;
  /** Wire id of the guest who asked, 0: nobody did. */
  forNetId: number;
  beganTick: number;
  doneTick: number;
}

/** A picture to be made outside the tick. `prompt` is for an image model alone and is kept nowhere. */
export interface PaintAsk {
  readonly id: number;
  readonly plan: PaintPlan;
  readonly prompt: string;
}

/** What came of it; no sha when it could not be made. */
export interface PaintAnswer {
  readonly id: number;
  readonly sha: string;
  readonly brain: string;
  readonly strokes: number;
}

/** Paintings of a stage, and where questions wait for the painter outside and its answers for the tick. */
export interface WorkDesk {
  readonly easel: Easel | undefined;
  readonly places: readonly WorkPlace[];
  readonly works: Work[];
  /** Who wears a work as the print of its garment, apart from shows. A work that was taken down is worn on. */
  readonly worn: { readonly netId: number; readonly work: Work }[];
  lastId: number;
  /** Rises whenever a client must be told. */
  version: number;
  /** Asked in this tick; taken by the host after it. */
  readonly asks: PaintAsk[];
  /** Came in this tick; taken by the brain phase. */
  readonly answers: PaintAnswer[];
}

export const WORK_LIMITS = { asksMax: 8, answersMax: 16, nextMax: 3, promptMax: 400 } as const;

/** How far before the easel's middle its canvas is and its painter stands, m. */
const EASEL = { canvasM: 0.1, canvasUpM: 0.22, standM: 0.8 } as const;

/** Places of a stage and its easel, with nothing painted yet. */
export function createWorkDesk(stage: StageFile): WorkDesk {
  const box = stage.colliders.find((one) => one.kind === 'easel');
  let easel: Easel | undefined;
  if (box?.shape === 'box') {
    const [x, y, z] = box.centre;
    const [sin, cos] = [Math.sin(box.yaw), Math.cos(box.yaw)];
    easel = {
      x: x + sin * EASEL.canvasM,
      y: y + EASEL.canvasUpM,
      z: z + cos * EASEL.canvasM,
      yaw: box.yaw,
      standX: x + sin * EASEL.standM,
      standZ: z + cos * EASEL.standM,
    };
  }
  const places = stage.paintings.map(({ id, width, height }) => ({ id, tall: height / width }));
  return { easel, places, works: [], worn: [], lastId: 0, version: 0, asks: [], answers: [] };
}

/** What hangs at a place, if something painted here does. */
export function workAt({ works }: WorkDesk, place: string): Work | undefined {
  return works.find((work) => work.place === place);
}

/** The work that was begun last. */
export function newestWork(works: readonly Work[]): Work | undefined {
  return works.reduce<Work | undefined>((a, b) => (a && a.id > b.id ? a : b), undefined);
}

/** The place for the next work of a shape: one never used, else the one whose work is oldest. */
export function placeFor({ places, works }: WorkDesk, wide: boolean): WorkPlace | undefined {
  const fitting = places.filter(({ tall }) => tall < 1 === wide);
  const newest = (id: string): number =>
    Math.max(0, ...works.filter(({ home }) => home === id).map((work) => work.id));
  return (fitting.length > 0 ? fitting : [...places]).sort((a, b) => newest(a.id) - newest(b.id))[0];
}

/** Hangs a finished work in its place; what hung there is taken down. */
export function hangWork(desk: WorkDesk, work: Work): void {
  for (let i = desk.works.length - 1; i >= 0; i--)
    if (desk.works[i].place === work.home) desk.works.splice(i, 1);
  work.place = work.home;
  desk.version += 1;
}

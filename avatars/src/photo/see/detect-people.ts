import { cropSquare, sigmoid } from './crop.ts';
import type { Network } from './litert.ts';
import type { Picture } from './read-photo.ts';

/** A person found: hip centre and the point that gives size and turn, px; face box. */
export interface Detection {
  readonly score: number;
  readonly box: readonly [cx: number, cy: number, w: number, h: number];
  readonly hips: readonly [number, number];
  readonly reach: readonly [number, number];
}

const INPUT = 224;
const VALUES = 12;
/** Anchor grids of the detector: cells a side, anchors a cell. */
const GRIDS = [
  [28, 2],
  [14, 2],
  [7, 6],
] as const;
const SCORE_MIN = 0.5;
const OVERLAP_MAX = 0.3;

const ANCHORS = GRIDS.flatMap(([cells, count]) =>
  Array.from({ length: cells * cells * count }, (_, i) => {
    const cell = Math.floor(i / count);
    return [((cell % cells) + 0.5) / cells, (Math.floor(cell / cells) + 0.5) / cells] as const;
  }),
);

/** Everybody in a picture, the surest first; overlapping finds are merged by score. */
export async function detectPeople(net: Network, picture: Picture): Promise<Detection[]> {
  const size = Math.max(picture.width, picture.height);
  const roi = { cx: picture.width / 2, cy: picture.height / 2, size, turn: 0 };
  const input = cropSquare(picture, roi, { size: INPUT, low: -1, high: 1 });
  const outputs = await net.run(input, [1, INPUT, INPUT, 3]);
  const boxes = outputs.find((o) => o.length === ANCHORS.length * VALUES);
  const scores = outputs.find((o) => o.length === ANCHORS.length);
  if (!boxes || !scores) throw new Error('the person detector gave outputs of another shape');
  const found: Detection[] = [];
  for (let i = 0; i < ANCHORS.length; i++) {
    const score = sigmoid(scores[i]);
    if (!(score >= SCORE_MIN)) continue;
    const at = (k: number): [number, number] => [
      (boxes[i * VALUES + k] / INPUT + ANCHORS[i][0] - 0.5) * size + roi.cx,
      (boxes[i * VALUES + k + 1] / INPUT + ANCHORS[i][1] - 0.5) * size + roi.cy,
    ];
    const side = (k: number) => (boxes[i * VALUES + k] / INPUT) * size;
    found.push({ score, box: [...at(0), side(2), side(3)], hips: at(4), reach: at(6) });
  }
  return mergeDetections(found.sort((a, b) => b.score - a.score));
}

function mergeDetections(found: Detection[]): Detection[] {
  const kept: Detection[] = [];
  for (const one of found) {
    if (kept.some((k) => overlap(k.box, one.box) > OVERLAP_MAX)) continue;
    const near = found.filter((other) => overlap(other.box, one.box) > OVERLAP_MAX);
    const total = near.reduce((sum, other) => sum + other.score, 0);
    const mean = (pick: (d: Detection) => readonly [number, number]): [number, number] => [
      near.reduce((sum, d) => sum + d.score * pick(d)[0], 0) / total,
      near.reduce((sum, d) => sum + d.score * pick(d)[1], 0) / total,
    ];
    kept.push({ ...one, hips: mean((d) => d.hips), reach: mean((d) => d.reach) });
  }
  return kept;
}

function overlap(a: Detection['box'], b: Detection['box']): number {
  const span = (k: 0 | 1) =>
    Math.max(
      0,
      Math.min(a[k] + a[k + 2] / 2, b[k] + b[k + 2] / 2) - Math.max(a[k] - a[k + 2] / 2, b[k] - b[k + 2] / 2),
    );
  const shared = span(0) * span(1);
  return shared / (a[2] * a[3] + b[2] * b[3] - shared);
}

import { cropSquare, sigmoid } from './crop.ts';
import type { Picture } from './read-photo.ts';
import type { Network } from './run-network.ts';

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

/** From this shape on a picture is looked at in squares too: small in the whole, a second person is overlooked. */
const LONG_LEAST = 1.25;
/** In a square only the sure are found. */
const TILE_SCORE_MIN = 0.6;

/** Everybody in a picture, the surest of the whole first; overlapping finds are merged by score. */
export async function detectPeople(net: Network, picture: Picture): Promise<Detection[]> {
  const { width, height } = picture;
  const whole = { cx: width / 2, cy: height / 2, size: Math.max(width, height), turn: 0 };
  const found = mergeDetections(await detectIn(net, picture, whole, SCORE_MIN));
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  if (long < LONG_LEAST * short) return found;
  const tiles = Math.ceil((long / short) * 2 - 1);
  for (let k = 0; k < tiles; k++) {
    const at = short / 2 + ((long - short) * k) / (tiles - 1);
    const roi = {
      cx: width > height ? at : width / 2,
      cy: width > height ? height / 2 : at,
      size: short,
      turn: 0,
    };
    for (const one of mergeDetections(await detectIn(net, picture, roi, TILE_SCORE_MIN)))
      if (!found.some((known) => samePerson(known, one))) found.push(one);
  }
  return found;
}

/** Faces that overlap, or hips nearer than half a torso: one person, seen in two squares. */
function samePerson(a: Detection, b: Detection): boolean {
  const reach = Math.hypot(a.reach[0] - a.hips[0], a.reach[1] - a.hips[1]);
  const apart = Math.hypot(a.hips[0] - b.hips[0], a.hips[1] - b.hips[1]);
  return overlap(a.box, b.box) > 0.05 || apart < 0.5 * reach;
}

async function detectIn(
  net: Network,
  picture: Picture,
  roi: { cx: number; cy: number; size: number; turn: number },
  scoreMin: number,
): Promise<Detection[]> {
  const { size } = roi;
  const input = cropSquare(picture, roi, { size: INPUT, low: -1, high: 1 });
  const outputs = await net.run(input, [1, INPUT, INPUT, 3]);
  const boxes = outputs.find((o) => o.length === ANCHORS.length * VALUES);
  const scores = outputs.find((o) => o.length === ANCHORS.length);
  if (!boxes || !scores) throw new Error('the person detector gave outputs of another shape');
  const found: Detection[] = [];
  for (let i = 0; i < ANCHORS.length; i++) {
    const score = sigmoid(scores[i]);
    if (!(score >= scoreMin)) continue;
    const at = (k: number): [number, number] => [
      (boxes[i * VALUES + k] / INPUT + ANCHORS[i][0] - 0.5) * size + roi.cx,
      (boxes[i * VALUES + k + 1] / INPUT + ANCHORS[i][1] - 0.5) * size + roi.cy,
    ];
    const side = (k: number) => (boxes[i * VALUES + k] / INPUT) * size;
    found.push({ score, box: [...at(0), side(2), side(3)], hips: at(4), reach: at(6) });
  }
  return found.sort((a, b) => b.score - a.score);
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

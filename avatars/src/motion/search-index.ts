// CONTRIBUTOR NOTES
// Which row of the database fits best is a nearest-neighbour question over 33 weighted features. Measured on one busy
// core, real closed-loop queries (see sim-tests/bench/motion.ts, which repeats it against the exact scan):
// - exact scan with early-out 130-210 us a query; k-means lists of sqrt(n) rows, 4 probed: 15-25 us.
// - Here on top: rows are turned into principal axes, so that the first eight values tell most of the distance and the
//   early-out strikes early; lists carry their radius, so that a list which cannot beat what going on costs is not
//   opened at all; and the cost of going on is the bound to beat, not infinity.
// - 10 Hz rows are as good as 20 Hz ones (proof: trajectory 4.9 against 4.8 cm), so every second row is searched.
import { createRandom } from '../maths/random.ts';
import { FEATURES, type MotionModel } from './motion-model.ts';

export const SEARCH_INDEX_DEFAULTS = {
  /** Every n-th row of a clip is searched. */
  rowStep: 1,
  /** Lists opened per query; Infinity: exact. */
  probes: 4,
  /** Rounds of k-means and the share of rows they see. */
  rounds: 5,
  trainEvery: 8,
  seed: 11,
} as const;

/** Values of a row that decide whether its list is opened; the first principal axes. */
const COARSE = 12;
const FIRST = 8;
const SECOND = 18;

/** Rows of one style (and one idle person), of which each list is a part. */
interface Group {
  readonly style: number;
  readonly person: number;
  readonly idle: boolean;
}

export interface SearchIndex {
  readonly groups: readonly Group[];
  readonly lists: number;
  readonly rows: number;
  /**
   * Finds the cheapest row below `bound`; returns the database row or -1 and leaves its cost in `cost`.
   *
   * @param features 33 normalised, unweighted values from element `at`
   * @param groupPenalty cost added to the rows of each group
   */
  find(features: Float32Array, at: number, groupPenalty: Float64Array, bound: number): number;
  /** The same by looking at every row: the oracle. */
  findExact(features: Float32Array, at: number, groupPenalty: Float64Array, bound: number): number;
  /** Cost of the row last found. */
  cost(): number;
  /** Weighted distance between a query and one database row, without penalties. */
  distance(features: Float32Array, at: number, row: number): number;
}

type Options = Partial<{ -readonly [K in keyof typeof SEARCH_INDEX_DEFAULTS]: number }>;

/** Builds lists over the selectable rows of a model; about half a second for 40,000 rows. */
export function createSearchIndex(model: MotionModel, options: Options = {}): SearchIndex {
  const { rowStep, probes, rounds, trainEvery, seed } = { ...SEARCH_INDEX_DEFAULTS, ...options };
  const basis = principalAxes(model);
  const { groups, members } = groupRows(model, rowStep);
  const built = buildLists(model, basis, members, { rounds, trainEvery, seed });
  return new ListSearch(model, basis, groups, built, probes);
}

function groupRows(model: MotionModel, rowStep: number): { groups: Group[]; members: number[][] } {
  const groups: Group[] = [];
  const members: number[][] = [];
  const byKey = new Map<number, number>();
  for (let row = 0; row < model.rows; row++) {
    if (!model.selectable[row] || (row - model.clipFirst[row]) % rowStep) continue;
    const key = model.style[row] * 256 + model.person[row];
    let index = byKey.get(key);
    if (index === undefined) {
      index = groups.length;
      byKey.set(key, index);
      groups.push({ style: model.style[row], person: model.person[row], idle: model.idle[row] === 1 });
      members.push([]);
    }
    members[index].push(row);
  }
  if (!groups.length) throw new Error('motion model: no row is selectable; rebuild it');
  return { groups, members };
}

/** Orthonormal axes (33 x 33, rows are axes, strongest first), times the feature weights: y = basis · xn. */
function principalAxes(model: MotionModel): Float64Array {
  const weight = model.manifest.features.weight;
  const scale = model.manifest.features.scale;
  const covariance = new Float64Array(FEATURES * FEATURES);
  const mean = new Float64Array(FEATURES);
  const x = new Float64Array(FEATURES);
  let count = 0;
  for (let row = 0; row < model.rows; row += 5) {
    for (let k = 0; k < FEATURES; k++) {
      x[k] = model.features[row * FEATURES + k] * scale * weight[k];
      mean[k] += x[k];
    }
    for (let a = 0; a < FEATURES; a++)
      for (let b = 0; b <= a; b++) covariance[a * FEATURES + b] += x[a] * x[b];
    count += 1;
  }
  for (let a = 0; a < FEATURES; a++) {
    for (let b = 0; b <= a; b++) {
      const c = covariance[a * FEATURES + b] / count - (mean[a] * mean[b]) / (count * count);
      covariance[a * FEATURES + b] = c;
      covariance[b * FEATURES + a] = c;
    }
  }
  const axes = eigenvectors(covariance, FEATURES);
  for (let a = 0; a < FEATURES; a++) for (let k = 0; k < FEATURES; k++) axes[a * FEATURES + k] *= weight[k];
  return axes;
}

/** Eigenvectors of a symmetric matrix by Jacobi rotations, as rows, largest eigenvalue first. */
function eigenvectors(matrix: Float64Array, n: number): Float64Array {
  const a = matrix.slice();
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  for (let sweep = 0; sweep < 12; sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) {
        const apq = a[p * n + q];
        if (Math.abs(apq) < 1e-12) continue;
        const theta = (a[q * n + q] - a[p * n + p]) / (2 * apq);
        const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < n; k++) {
          const kp = a[k * n + p];
          const kq = a[k * n + q];
          a[k * n + p] = c * kp - s * kq;
          a[k * n + q] = s * kp + c * kq;
        }
        for (let k = 0; k < n; k++) {
          const pk = a[p * n + k];
          const qk = a[q * n + k];
          a[p * n + k] = c * pk - s * qk;
          a[q * n + k] = s * pk + c * qk;
          const vp = v[p * n + k];
          const vq = v[q * n + k];
          v[p * n + k] = c * vp - s * vq;
          v[q * n + k] = s * vp + c * vq;
        }
      }
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j] - a[i * n + i]);
  const out = new Float64Array(n * n);
  order.forEach((from, to) => {
    out.set(v.subarray(from * n, from * n + n), to * n);
  });
  return out;
}

function project(
  basis: Float64Array,
  x: ArrayLike<number>,
  at: number,
  scale: number,
  out: Float32Array,
  o: number,
) {
  for (let a = 0; a < FEATURES; a++) {
    let sum = 0;
    for (let k = 0, b = a * FEATURES; k < FEATURES; k++, b++) sum += basis[b] * x[at + k];
    out[o + a] = sum * scale;
  }
}

interface Lists {
  /** Values of the rows, list after list (rows x 33), the database row of each, its own penalty. */
  readonly values: Float32Array;
  readonly rowOf: Int32Array;
  readonly penalty: Float32Array;
  /** First place of each list; one more at the end. */
  readonly start: Int32Array;
  readonly group: Int32Array;
  /** Centres in the first COARSE axes, and how far (not squared) the farthest row lies from it there. */
  readonly centre: Float32Array;
  readonly radius: Float32Array;
  /** Least own penalty of a row of the list. */
  readonly leastPenalty: Float32Array;
}

function buildLists(
  model: MotionModel,
  basis: Float64Array,
  members: readonly number[][],
  options: { rounds: number; trainEvery: number; seed: number },
): Lists {
  const total = members.reduce((sum, rows) => sum + rows.length, 0);
  const values = new Float32Array(total * FEATURES);
  const lists: { rows: number[]; group: number; centre: Float32Array }[] = [];
  const projected = new Float32Array(model.rows * FEATURES);
  const scale = model.manifest.features.scale;
  const perList = Math.sqrt(total);
  members.forEach((rows, group) => {
    for (const row of rows) project(basis, model.features, row * FEATURES, scale, projected, row * FEATURES);
    const count = Math.max(1, Math.round(rows.length / perList));
    for (const list of cluster(projected, rows, count, options)) {
      if (list.rows.length) lists.push({ ...list, group });
    }
  });
  const out: Lists = {
    values,
    rowOf: new Int32Array(total),
    penalty: new Float32Array(total),
    start: new Int32Array(lists.length + 1),
    group: Int32Array.from(lists, (list) => list.group),
    centre: new Float32Array(lists.length * COARSE),
    radius: new Float32Array(lists.length),
    leastPenalty: new Float32Array(lists.length).fill(Number.POSITIVE_INFINITY),
  };
  let place = 0;
  lists.forEach((list, index) => {
    out.start[index] = place;
    out.centre.set(list.centre.subarray(0, COARSE), index * COARSE);
    for (const row of list.rows) {
      values.set(projected.subarray(row * FEATURES, (row + 1) * FEATURES), place * FEATURES);
      out.rowOf[place] = row;
      out.penalty[place] = runOutPenalty(model, row);
      out.leastPenalty[index] = Math.min(out.leastPenalty[index], out.penalty[place]);
      let square = 0;
      for (let k = 0; k < COARSE; k++) square += (projected[row * FEATURES + k] - list.centre[k]) ** 2;
      out.radius[index] = Math.max(out.radius[index], Math.sqrt(square));
      place += 1;
    }
  });
  out.start[lists.length] = place;
  return out;
}

/** What a jump to this row costs more because little of its clip is left. */
export function runOutPenalty(model: MotionModel, row: number): number {
  const { search, rowsHz } = model.manifest;
  const leftS = (model.clipLast[row] - row) / rowsHz;
  return (
    (leftS < search.runOutS ? search.runOutPenalty : 0) +
    (model.idle[row] && leftS < search.idleRunOutS ? search.idleRunOutPenalty : 0)
  );
}

function cluster(
  values: Float32Array,
  rows: readonly number[],
  count: number,
  options: { rounds: number; trainEvery: number; seed: number },
): { rows: number[]; centre: Float32Array }[] {
  const random = createRandom(options.seed + rows.length);
  const centres = new Float32Array(count * FEATURES);
  for (let c = 0; c < count; c++) {
    const row = rows[Math.min(rows.length - 1, Math.floor(((c + random()) / count) * rows.length))];
    centres.set(values.subarray(row * FEATURES, (row + 1) * FEATURES), c * FEATURES);
  }
  const training = rows.length > count * 40 ? rows.filter((_, i) => i % options.trainEvery === 0) : rows;
  const sums = new Float64Array(count * FEATURES);
  const sizes = new Int32Array(count);
  for (let round = 0; round < options.rounds && count > 1; round++) {
    sums.fill(0);
    sizes.fill(0);
    let previous = 0;
    for (const row of training) {
      previous = nearestCentre(centres, count, values, row, previous);
      sizes[previous] += 1;
      for (let k = 0; k < FEATURES; k++) sums[previous * FEATURES + k] += values[row * FEATURES + k];
    }
    for (let c = 0; c < count; c++) {
      if (sizes[c] === 0) continue;
      for (let k = 0; k < FEATURES; k++) centres[c * FEATURES + k] = sums[c * FEATURES + k] / sizes[c];
    }
  }
  const out = Array.from({ length: count }, (_, c) => ({
    rows: [] as number[],
    centre: centres.slice(c * FEATURES, (c + 1) * FEATURES),
  }));
  let previous = 0;
  for (const row of rows) {
    previous = nearestCentre(centres, count, values, row, previous);
    out[previous].rows.push(row);
  }
  return out;
}

/** Rows follow one another in time, so the last row's centre is a good first guess and a tight bound. */
function nearestCentre(
  centres: Float32Array,
  count: number,
  values: Float32Array,
  row: number,
  guess: number,
): number {
  let best = guess;
  let bound = squareTo(centres, guess, values, row, Number.POSITIVE_INFINITY);
  for (let c = 0; c < count; c++) {
    if (c === guess) continue;
    const square = squareTo(centres, c, values, row, bound);
    if (square < bound) {
      bound = square;
      best = c;
    }
  }
  return best;
}

function squareTo(
  centres: Float32Array,
  c: number,
  values: Float32Array,
  row: number,
  bound: number,
): number {
  let sum = 0;
  for (let k = 0, a = c * FEATURES, b = row * FEATURES; k < FEATURES && sum < bound; k++) {
    const e = centres[a++] - values[b++];
    sum += e * e;
  }
  return sum;
}

/** Finds rows: ranks the lists by their centres, opens the best few, scans them with early-out. */
class ListSearch implements SearchIndex {
  readonly groups: readonly Group[];
  readonly lists: number;
  readonly rows: number;
  private readonly model: MotionModel;
  private readonly basis: Float64Array;
  private readonly data: Lists;
  private readonly probes: number;
  private readonly query = new Float32Array(FEATURES);
  private readonly rank: Float64Array;
  private readonly lower: Float64Array;
  private best = Number.POSITIVE_INFINITY;
  private bestPlace = -1;

  constructor(
    model: MotionModel,
    basis: Float64Array,
    groups: readonly Group[],
    data: Lists,
    probes: number,
  ) {
    this.model = model;
    this.basis = basis;
    this.groups = groups;
    this.data = data;
    this.probes = probes;
    this.lists = data.group.length;
    this.rows = data.rowOf.length;
    this.rank = new Float64Array(this.lists);
    this.lower = new Float64Array(this.lists);
  }

  find(features: Float32Array, at: number, groupPenalty: Float64Array, bound: number): number {
    const { rank, lower, data, lists } = this;
    this.begin(features, at, bound);
    this.rankLists(groupPenalty);
    for (let probe = 0; probe < this.probes && probe < lists; probe++) {
      let list = 0;
      for (let l = 1; l < lists; l++) if (rank[l] < rank[list]) list = l;
      if (rank[list] === Number.POSITIVE_INFINITY) break;
      rank[list] = Number.POSITIVE_INFINITY;
      if (lower[list] < this.best)
        this.scan(data.start[list], data.start[list + 1], groupPenalty[data.group[list]]);
    }
    return this.bestPlace < 0 ? -1 : data.rowOf[this.bestPlace];
  }

  findExact(features: Float32Array, at: number, groupPenalty: Float64Array, bound: number): number {
    const { data } = this;
    this.begin(features, at, bound);
    for (let list = 0; list < this.lists; list++) {
      this.scan(data.start[list], data.start[list + 1], groupPenalty[data.group[list]]);
    }
    return this.bestPlace < 0 ? -1 : data.rowOf[this.bestPlace];
  }

  cost(): number {
    return this.best;
  }

  distance(features: Float32Array, at: number, row: number): number {
    const { weight, scale } = this.model.manifest.features;
    let sum = 0;
    for (let k = 0; k < FEATURES; k++) {
      const e = (features[at + k] - this.model.features[row * FEATURES + k] * scale) * weight[k];
      sum += e * e;
    }
    return sum;
  }

  private begin(features: Float32Array, at: number, bound: number): void {
    project(this.basis, features, at, 1, this.query, 0);
    this.best = bound;
    this.bestPlace = -1;
  }

  /** Ranks every list by its centre; what cannot hold a row below the bound is struck off. */
  private rankLists(groupPenalty: Float64Array): void {
    const { query, rank, lower, best } = this;
    const { group, centre, radius, leastPenalty } = this.data;
    for (let list = 0, o = 0; list < rank.length; list++, o += COARSE) {
      rank[list] = Number.POSITIVE_INFINITY;
      const extra = groupPenalty[group[list]] + leastPenalty[list];
      if (extra >= best) continue;
      let square = 0;
      for (let k = 0; k < COARSE; k++) {
        const e = query[k] - centre[o + k];
        square += e * e;
      }
      const gap = Math.max(0, Math.sqrt(square) - radius[list]);
      lower[list] = gap * gap + extra;
      if (lower[list] < best) rank[list] = square + extra;
    }
  }

  private scan(from: number, to: number, extra: number): void {
    const { query } = this;
    const { values, penalty } = this.data;
    let best = this.best;
    for (let place = from, o = from * FEATURES; place < to; place++, o += FEATURES) {
      let sum = extra + penalty[place];
      for (let k = 0; k < FIRST; k++) {
        const e = query[k] - values[o + k];
        sum += e * e;
      }
      if (sum >= best) continue;
      for (let k = FIRST; k < SECOND; k++) {
        const e = query[k] - values[o + k];
        sum += e * e;
      }
      if (sum >= best) continue;
      for (let k = SECOND; k < FEATURES; k++) {
        const e = query[k] - values[o + k];
        sum += e * e;
      }
      if (sum >= best) continue;
      best = sum;
      this.bestPlace = place;
    }
    this.best = best;
  }
}

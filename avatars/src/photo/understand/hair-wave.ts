/**
 * How wavy hair hangs: its strands lean to and fro where straight ones bend one way.
 *
 * CONTRIBUTOR NOTES: leans along strands, less a smooth bend of all hair on a side, are compared with those further down the same
 * strand. Half a wave on they are the opposite; the noise of the picture is of no length and falls out, so the depth of that
 * dip is the wave's. Counting how often a strand turns back took noise for waves and saw none in strands of half a wave.
 * Waves that were drawn are found within a twentieth; those of a photo are as sure as the hair is told from what lies around it
 * (another choice of lines: a third more or less). Waves under 2 mm are not told from noise.
 */
import { addRow, createNormalEquations, solveStep } from '../fit/normal-equations.ts';
import type { Picture } from '../see/read-photo.ts';
import type { HairCells } from './hair-fall.ts';
import type { HairWave } from './look.ts';
import type { SeenHead } from './seen-body.ts';
import { PLACES, type StrandLine, strandLines } from './strand-flow.ts';

/** Hair waves below this, heights of the head under the chin: above it lies on the head and bends with it. */
const FROM = -0.5;
/** Lines shorter than this tell nothing, heights of the head. */
const LINE_LEAST = 0.25;
/** A lean is told between places so many up and down. */
const OVER = 4;
/** Half a wave is between so many places long. */
const HALF_WAVE = [6, 28] as const;
/** Fewer pairs of leans say nothing, and a lag with less than this share of the pairs of the lean with itself neither. */
const PAIRS_LEAST = 200;
const PAIRS_SHARE = 0.15;
/** Half a wave on, leans must be opposite by this share: the bend that is taken off leaves 0.15 on straight hair. */
const DIP_LEAST = 0.25;
/** Strands that lean less than this to either side are straight, rad. */
const LEAN_LEAST = 0.12;

/** @returns undefined where hair hangs straight or it cannot be told */
export function hairWave(picture: Picture, cells: HairCells, head: SeenHead): HairWave | undefined {
  const lines = strandLines(picture, cells, head, FROM).filter((line) => line.length > LINE_LEAST * PLACES);
  const middle = (cells.columns * cells.cellPx) / 2 / head.heightPx;
  const pairs = new Float64Array(HALF_WAVE[1] + 1);
  const alike = new Float64Array(HALF_WAVE[1] + 1);
  for (const side of [-1, 1]) {
    const own = lines.filter((line) => Math.sign(line[line.length >> 1][0] - middle) === side);
    for (const leans of unbent(own.map(leansOf))) {
      for (let lag = 0; lag <= HALF_WAVE[1]; lag++) {
        for (let i = 0; i + lag < leans.length; i++) {
          alike[lag] += leans[i] * leans[i + lag];
          pairs[lag]++;
        }
      }
    }
  }
  const mean = (lag: number) => alike[lag] / pairs[lag];
  let half = 0;
  for (let lag = HALF_WAVE[0]; lag <= HALF_WAVE[1]; lag++) {
    if (pairs[lag] < Math.max(PAIRS_LEAST, PAIRS_SHARE * pairs[0])) break;
    if (mean(lag) < (half > 0 ? mean(half) : 0)) half = lag;
  }
  if (half === 0 || mean(half) > -DIP_LEAST * mean(0)) return undefined;
  // Leans between places apart are those of the wave, less what it turns between them.
  const between = Math.PI * (OVER / half);
  const lean = (Math.sqrt(-2 * mean(half)) * between) / Math.sin(between);
  const length = (2 * half) / PLACES;
  // x = swing sin(2π s / length) leans most at its middle.
  return lean < LEAN_LEAST ? undefined : { swing: (Math.tan(lean) * length) / (2 * Math.PI), length };
}

/** Where a strand leans how much: x, y in heights of the head, lean from the plumb in rad. */
interface Lean {
  readonly x: number;
  readonly y: number;
  readonly lean: number;
}

function leansOf(line: StrandLine): Lean[] {
  return line.slice(OVER, -OVER).map(([x, y], i) => {
    const [[x0, y0], [x1, y1]] = [line[i], line[i + 2 * OVER]];
    return { x, y, lean: Math.atan2(x1 - x0, y1 - y0) };
  });
}

/** Of the bend. */
const TERMS = 6;

/** Leans of every line less those of a smooth bend, quadratic in x and y, of all of them. */
function unbent(lines: readonly (readonly Lean[])[]): number[][] {
  const terms = ({ x, y }: Lean) => Float64Array.of(1, x, y, x * x, x * y, y * y);
  const equations = createNormalEquations(TERMS);
  for (const line of lines) for (const one of line) addRow(equations, terms(one), 0, -one.lean, 1);
  const bend = solveStep(equations, 0);
  if (!bend) return [];
  return lines.map((line) =>
    line.map((one) => one.lean - terms(one).reduce((sum, term, k) => sum + term * bend[k], 0)),
  );
}

import type { DeskPlan, DeskStanding } from './desk-api.ts';

const TICKS_PER_S = 20;
const STATES = ['waiting', 'running', 'done', 'skipped'] as const;

/** A cue as its operator sees it. */
export interface CueRow {
  readonly key: string;
  readonly scene: string;
  readonly cue: string;
  readonly kind: string;
  readonly label: string;
  readonly line: number;
  /** When it began or will, s of the show; NaN while nobody knows. */
  readonly atS: number;
  readonly state: (typeof STATES)[number];
  /** True for the first that is still to come. */
  readonly next: boolean;
}

/** Cues of the scenes that are being played, the innermost scene last, each scene in the order of time. */
export function cueRows(
  standing: Pick<DeskStanding, 'scenes' | 'frames'>,
  plan: DeskPlan | undefined,
): CueRow[] {
  let next = false;
  return standing.frames.flatMap(({ scene, from, state, start }, f) => {
    const { id, cues } = standing.scenes[scene] ?? { id: '', cues: [] };
    const innermost = f === standing.frames.length - 1;
    const planned = plan?.cues.filter((cue) => cue.scene === id) ?? [];
    const rows = cues.map(({ id: cue, line, at, act }, i) => {
      const known = planned.find((one) => one.cue === cue);
      const began = start[i] >= 0 ? start[i] / TICKS_PER_S : Number.NaN;
      const due = at === null ? (known?.fromS ?? Number.NaN) : (from + at) / TICKS_PER_S;
      return {
        key: `${f}/${cue}/${i}`,
        scene: id,
        cue: cue.includes('#') ? '' : cue,
        kind: act.do,
        label: known && known.label !== act.do ? known.label : '',
        line,
        atS: Number.isNaN(began) ? due : began,
        state: STATES[state[i]] ?? 'waiting',
        next: false,
      };
    });
    // Who waits for what nobody knows yet comes last.
    const late = (row: CueRow): number => (Number.isNaN(row.atS) ? Number.POSITIVE_INFINITY : row.atS);
    const sorted = rows
      .map((row, i) => ({ row, i }))
      .sort((a, b) => sign(late(a.row), late(b.row)) || a.i - b.i);
    return sorted.map(({ row }) => {
      const first = innermost && !next && row.state === 'waiting';
      next ||= first;
      return { ...row, next: first };
    });
  });
}

const sign = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

import { escapeXml, px, shortNumber, textAt } from './svg-plot.ts';

/** A difference with its interval, as shares of what it is a difference of. */
export interface Interval {
  readonly label: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Class of its colour. */
  readonly kind: 'better' | 'worse' | 'same';
}

const PLOT = { width: 720, left: 190, right: 24, top: 34, bottom: 34, row: 20 } as const;
/** Beyond this share an interval runs out of the picture: it would press the others flat. */
const SHARE_MAX = 1;

/** Differences below each other, each a point on its interval: what crosses the middle line is no change. */
export function intervalPlot(title: string, note: string, rows: readonly Interval[]): string {
  const reach = Math.min(SHARE_MAX, Math.max(0.05, ...rows.flatMap(({ low, high }) => [-low, high])));
  const height = PLOT.top + rows.length * PLOT.row + PLOT.bottom;
  const half = (PLOT.width - PLOT.left - PLOT.right) / 2;
  const x = (share: number): number => PLOT.left + half * (1 + Math.max(-1, Math.min(1, share / reach)));
  const bottom = height - PLOT.bottom;
  const ticks = [-1, -0.5, 0, 0.5, 1].map((part) => part * reach);
  return [
    `<svg viewBox="0 0 ${PLOT.width} ${height}" role="img" aria-label="${escapeXml(title)}">`,
    `<text class="title" x="14" y="14">${escapeXml(title)} <tspan class="unit">${escapeXml(note)}</tspan></text>`,
    ...ticks.map(
      (tick) =>
        `<path class="grid" d="M${px(x(tick))} ${PLOT.top}V${bottom}"/>${textAt(x(tick), bottom + 16, `${tick > 0 ? '+' : ''}${shortNumber(tick * 100)} %`, 'middle')}`,
    ),
    `<path class="zero" d="M${px(x(0))} ${PLOT.top}V${bottom}"/>`,
    ...rows.map(({ label, value, low, high, kind }, i) => {
      const y = PLOT.top + (i + 0.5) * PLOT.row;
      return [
        textAt(PLOT.left - 12, y + 4, label, 'end', kind),
        `<path class="interval ${kind}" d="M${px(x(low))} ${px(y)}H${px(x(high))}"/>`,
        `<circle class="interval ${kind}" cx="${px(x(value))}" cy="${px(y)}" r="4"/>`,
      ].join('');
    }),
    '</svg>',
  ].join('');
}

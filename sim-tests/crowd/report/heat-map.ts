import { Histogram, type SparseHistogram } from '../measure/histogram.ts';
import { PLOT, px, shortNumber, textAt } from './svg-plot.ts';

/** Upper edges of the rows, ms: about a factor of 1.4 apart. */
const EDGES = [5, 10, 15, 20, 30, 40, 50, 60, 80, 100, 125, 150, 200, 300, 500, 1_000, 2_000, 5_000] as const;
const ROW_PX = 11;

/** Share of the values of each second that fall between two edges: seconds from left to right, longer times higher up. */
export function heatMap(
  title: string,
  seconds: readonly { readonly second: number; readonly values: SparseHistogram | undefined }[],
): string {
  const rows = seconds.map(({ second, values }) => ({ second, shares: sharesOf(values) }));
  const top = Math.max(4, ...rows.map(({ shares }) => shares.findLastIndex((share) => share > 0))) + 1;
  const height = PLOT.top + top * ROW_PX + PLOT.bottom - 6;
  const width = PLOT.width - PLOT.left - PLOT.right;
  const cell = width / Math.max(1, rows.length);
  const y = (row: number): number => PLOT.top + (top - 1 - row) * ROW_PX;
  const cells = rows.flatMap(({ shares }, i) =>
    shares.map((share, row) =>
      share > 0
        ? `<rect class="heat" x="${px(PLOT.left + i * cell)}" y="${y(row)}" width="${px(cell + 0.3)}" height="${ROW_PX}" opacity="${(0.12 + 0.88 * Math.sqrt(share)).toFixed(2)}"/>`
        : '',
    ),
  );
  const labels = EDGES.slice(0, top).map((edge, row) =>
    row % 2 === 1 ? textAt(PLOT.left - 6, y(row) + 4, `${shortNumber(edge)}`, 'end') : '',
  );
  const step = Math.max(1, Math.ceil(rows.length / 10));
  const times = rows
    .filter((_, i) => i % step === 0)
    .map(({ second }, i) => textAt(PLOT.left + i * step * cell, height - 22, String(second), 'middle'));
  return [
    `<svg viewBox="0 0 ${PLOT.width} ${height}" role="img" aria-label="${title}">`,
    `<text class="title" x="${PLOT.left}" y="14">${title} <tspan class="unit">ms; the stronger the colour, the more of that second</tspan></text>`,
    ...cells,
    ...labels,
    ...times,
    textAt(PLOT.left + width / 2, height - 6, 'seconds', 'middle'),
    '</svg>',
  ].join('');
}

function sharesOf(values: SparseHistogram | undefined): number[] {
  const histogram = new Histogram();
  if (values) histogram.addSparse(values);
  if (histogram.count === 0) return EDGES.map(() => 0);
  let before = 0;
  return EDGES.map((edge) => {
    const until = histogram.shareUpTo(edge);
    const share = until - before;
    before = until;
    return share;
  });
}

/** One line of a plot. */
export interface Series {
  readonly label: string;
  /** x, y; a y that is NaN interrupts the line. */
  readonly points: readonly (readonly [number, number])[];
  /** Index of a colour of the page, 1..6. */
  readonly colour: number;
  readonly dashed?: boolean;
  /** Single points beside the line: what was measured where the line is fitted. */
  readonly dots?: readonly (readonly [number, number])[];
}

export interface PlotOptions {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** Spans of x that are shaded by turns and named: the phases. */
  readonly bands?: readonly { readonly from: number; readonly to: number; readonly label: string }[];
  /** A horizontal line: what must not be crossed. */
  readonly bar?: { readonly y: number; readonly label: string };
  /** Words under the ticks of x instead of numbers. */
  readonly xTicks?: readonly (readonly [number, string])[];
  readonly logY?: boolean;
}

export const PLOT = { width: 720, height: 240, left: 58, right: 18, top: 34, bottom: 40 } as const;

const INNER_W = PLOT.width - PLOT.left - PLOT.right;
const INNER_H = PLOT.height - PLOT.top - PLOT.bottom;

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** Round numbers that divide 0..max into some four to eight steps. */
export function niceTicks(max: number): number[] {
  if (!(max > 0)) return [0, 1];
  const rough = max / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((k) => k * power).find((size) => size >= rough) ?? power * 10;
  const ticks: number[] = [];
  for (let i = 0; (i - 1) * step < max * (1 - 1e-9); i++) ticks.push(Number((i * step).toPrecision(12)));
  return ticks;
}

/** 1 500 → 1.5k. */
export function shortNumber(value: number): string {
  const [scale, unit] =
    Math.abs(value) >= 1e9
      ? [1e9, 'G']
      : Math.abs(value) >= 1e6
        ? [1e6, 'M']
        : Math.abs(value) >= 1e3
          ? [1e3, 'k']
          : [1, ''];
  return `${Number((value / scale).toPrecision(3))}${unit}`;
}

/** A plot as inline SVG; colours are CSS variables of the page, so it follows light and dark. */
export function linePlot(options: PlotOptions): string {
  const { series, bands = [], bar, logY = false } = options;
  const points = series
    .flatMap((one) => [...one.points, ...(one.dots ?? [])])
    .filter(([, y]) => Number.isFinite(y));
  const xMax = Math.max(1e-9, ...points.map(([x]) => x), ...bands.map(({ to }) => to));
  const highest = Math.max(1e-9, ...points.map(([, y]) => y), bar?.y ?? 0);
  const yTicks = logY
    ? decades(
        points.map(([, y]) => y),
        highest,
      )
    : niceTicks(highest);
  const yMin = logY ? yTicks[0] : 0;
  const yMax = yTicks[yTicks.length - 1];
  const x = (value: number): number => PLOT.left + (value / xMax) * INNER_W;
  const share = (value: number): number =>
    logY ? Math.log(Math.max(yMin, value) / yMin) / Math.log(yMax / yMin) : value / yMax;
  const y = (value: number): number => PLOT.top + INNER_H * (1 - share(value));
  const xTicks =
    options.xTicks ??
    niceTicks(xMax)
      .filter((v) => v <= xMax)
      .map((v) => [v, shortNumber(v)] as const);
  return [
    `<svg viewBox="0 0 ${PLOT.width} ${PLOT.height}" role="img" aria-label="${escapeXml(options.title)}">`,
    ...bands.map(({ from, to, label }, i) => bandOf(x(from), x(Math.min(to, xMax)), label, i)),
    ...yTicks.map(
      (tick) =>
        `<path class="grid" d="M${PLOT.left} ${px(y(tick))}H${PLOT.width - PLOT.right}"/>${textAt(PLOT.left - 6, y(tick) + 4, shortNumber(tick), 'end')}`,
    ),
    ...xTicks.map(([at, label]) =>
      textAt(
        Math.min(x(at), PLOT.width - label.length * 3.6),
        PLOT.height - PLOT.bottom + 16,
        label,
        'middle',
      ),
    ),
    textAt(PLOT.left + INNER_W / 2, PLOT.height - 6, options.xLabel, 'middle'),
    `<text class="title" x="${PLOT.left}" y="14">${escapeXml(options.title)} <tspan class="unit">${escapeXml(options.yLabel)}</tspan></text>`,
    ...series.map((one) => lineOf(one, x, y) + dotsOf(one, x, y)),
    bar
      ? `<path class="bar" d="M${PLOT.left} ${px(y(bar.y))}H${PLOT.width - PLOT.right}"/>${textAt(PLOT.width - PLOT.right - 4, y(bar.y) - 4, bar.label, 'end', 'over')}`
      : '',
    legendOf(series),
    '</svg>',
  ].join('');
}

function decades(values: readonly number[], highest: number): number[] {
  const least = Math.min(highest, ...values.filter((value) => value > 0));
  const from = Math.floor(Math.log10(least));
  const to = Math.max(from + 1, Math.ceil(Math.log10(highest)));
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
}

function bandOf(from: number, to: number, label: string, i: number): string {
  const width = Math.max(0, to - from);
  return `<rect class="band${i % 2}" x="${px(from)}" y="${PLOT.top}" width="${px(width)}" height="${INNER_H}"/>${textAt(from + 3, PLOT.top + 11, label, 'start', 'band')}`;
}

function lineOf(
  { points, colour, dashed }: Series,
  x: (v: number) => number,
  y: (v: number) => number,
): string {
  let pen = 'M';
  let path = '';
  for (const [px1, py1] of points) {
    if (!Number.isFinite(py1)) {
      pen = 'M';
      continue;
    }
    path += `${pen}${px(x(px1))} ${px(y(py1))}`;
    pen = 'L';
  }
  return path === '' ? '' : `<path class="line c${colour}${dashed ? ' dashed' : ''}" d="${path}"/>`;
}

function dotsOf({ dots = [], colour }: Series, x: (v: number) => number, y: (v: number) => number): string {
  return dots
    .map(([at, value]) => `<circle class="dot c${colour}" cx="${px(x(at))}" cy="${px(y(value))}" r="4"/>`)
    .join('');
}

function legendOf(series: readonly Series[]): string {
  let right = PLOT.width - PLOT.right;
  return [...series]
    .reverse()
    .map(({ label, colour, dashed }) => {
      right -= label.length * 7 + 34;
      return `<path class="line c${colour}${dashed ? ' dashed' : ''}" d="M${px(right)} 23h18"/>${textAt(right + 22, 27, label, 'start')}`;
    })
    .join('');
}

export function textAt(
  x: number,
  y: number,
  text: string,
  anchor: 'start' | 'middle' | 'end',
  more = '',
): string {
  return `<text class="${more}" x="${px(x)}" y="${px(y)}" text-anchor="${anchor}">${escapeXml(text)}</text>`;
}

export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}

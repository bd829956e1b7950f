import type { Shown } from '../world/sensed.ts';
import { withParticle } from './korean.ts';

type Table = Extract<Shown, { kind: 'table' }>['table'];
type Locale = 'en' | 'ko';

/** A straight line explains at least this share of a column's spread before it is called a trend. */
const TREND_R2 = 0.5;
/** Values beyond this many quartile ranges from the middle half are outliers (Tukey). */
const FENCE = 1.5;
/** Outliers and groups told before they are only counted. */
const TOLD_MAX = 3;

interface Column {
  readonly name: string;
  readonly values: readonly { readonly value: number; readonly row: number }[];
}

/** The columns of numbers of a table, holes left out. */
function numberColumns(table: Table): Column[] {
  return table.columns.flatMap(({ name, type }, at) => {
    if (type !== 'number') return [];
    const values = table.rows.flatMap((row, i) =>
      typeof row[at] === 'number' ? [{ value: row[at], row: i }] : [],
    );
    return values.length > 0 ? [{ name, values }] : [];
  });
}

/** What a row is called: its first cell of words, else its number. */
function rowName(table: Table, row: number, locale: Locale): string {
  const at = table.columns.findIndex(({ type }) => type === 'text');
  const cell = at >= 0 ? table.rows[row][at] : null;
  if (cell !== null && cell !== '') return String(cell);
  return locale === 'ko' ? `${row + 1}번째 줄` : `row ${row + 1}`;
}

export interface Trend {
  /** Change a row, and how well a line fits, 0..1. */
  readonly slope: number;
  readonly r2: number;
}

/** The straight line through a column in the order of its rows. */
export function trendOf(values: readonly number[]): Trend {
  const n = values.length;
  const meanX = (n - 1) / 2;
  const meanY = values.reduce((a, b) => a + b, 0) / Math.max(1, n);
  let [sxy, sxx, syy] = [0, 0, 0];
  values.forEach((value, x) => {
    sxy += (x - meanX) * (value - meanY);
    sxx += (x - meanX) ** 2;
    syy += (value - meanY) ** 2;
  });
  return { slope: sxx === 0 ? 0 : sxy / sxx, r2: sxx === 0 || syy === 0 ? 0 : (sxy * sxy) / (sxx * syy) };
}

/** Places of the values that lie far outside the middle half. */
export function outliersOf(values: readonly number[]): number[] {
  if (values.length < 5) return [];
  const sorted = [...values].sort((a, b) => a - b);
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const fence = FENCE * (high - low);
  return values.flatMap((value, i) => (value < low - fence || value > high + fence ? [i] : []));
}

function quantile(sorted: readonly number[], q: number): number {
  const at = q * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + ((sorted[low + 1] ?? sorted[low]) - sorted[low]) * (at - low);
}

/** Means of a column of numbers by the words of another column, most first. */
export function groupMeans(
  table: Table,
  by: number,
  of: number,
): { readonly name: string; readonly mean: number }[] {
  const groups = new Map<string, { sum: number; n: number }>();
  for (const row of table.rows) {
    const [key, value] = [row[by], row[of]];
    if (key === null || typeof value !== 'number') continue;
    const group = groups.get(String(key)) ?? { sum: 0, n: 0 };
    groups.set(String(key), { sum: group.sum + value, n: group.n + 1 });
  }
  return Array.from(groups, ([name, { sum, n }]) => ({ name, mean: sum / n })).sort(
    (a, b) => b.mean - a.mean,
  );
}

export function say(value: number, locale: Locale): string {
  return value.toLocaleString(locale === 'ko' ? 'ko-KR' : 'en-US', { maximumSignificantDigits: 4 });
}

/** What one says on first seeing a table. */
export function describeTable(table: Table, locale: Locale): string {
  const [first] = numberColumns(table);
  const names = table.columns
    .slice(0, 4)
    .map(({ name }) => name)
    .join(', ');
  const size =
    locale === 'ko'
      ? `${table.name} 표네요. ${table.rows.length}줄에 ${names} 열이 있어요.`
      : `A table called ${table.name}: ${table.rows.length} rows with ${names}.`;
  return first ? `${size} ${extreme(table, first, 'max', locale)}` : size;
}

/** Words that ask for something of a table, in both languages. */
const ASKS = {
  min: /\b(min|minimum|lowest|smallest|least|fewest)\b|최저|최소|가장 (작|낮|적)|제일 (작|낮|적)/iu,
  max: /\b(max|maximum|highest|largest|biggest|most|peak|top)\b|최고|최대|가장 (크|큰|높|많)|제일 (크|큰|높|많)/iu,
  mean: /\b(mean|average|typical)\b|평균/iu,
  sum: /\b(sum|total|altogether)\b|합계|총합|모두 더/iu,
  trend:
    /\b(trend|rising|falling|grow|growing|increase|decrease|over time|going up|going down)\b|추세|경향|늘|줄어|증가|감소|변화/iu,
  outlier: /\b(outlier|outliers|unusual|odd|strange|anomal\w*)\b|이상치|이상한|튀는|특이/iu,
  group: /\b(by|per|each|every|groups?)\b|별로|마다|그룹/iu,
  columns: /\b(columns?|fields?|what('s| is) in|rows?|table|data)\b|열|칼럼|항목|표|자료|데이터/iu,
} as const;

/** Answers a question about a table; undefined when it asks nothing of one. */
export function answerTable(table: Table, question: string, locale: Locale): string | undefined {
  const asked = (what: keyof typeof ASKS): boolean => ASKS[what].test(question);
  const columns = numberColumns(table);
  const named = columns.find(({ name }) => mentions(question, name));
  const column = named ?? columns[0];
  if (!column) return asked('columns') ? describeTable(table, locale) : undefined;
  const values = column.values.map(({ value }) => value);
  const by = table.columns.findIndex(({ name, type }) => type === 'text' && mentions(question, name));
  if (by >= 0 && (asked('group') || asked('mean'))) return groups(table, by, column, locale);
  if (asked('outlier')) return outliers(table, column, locale);
  if (asked('trend')) return trend(column, trendOf(values), locale);
  if (asked('mean')) {
    const mean = say(values.reduce((a, b) => a + b, 0) / values.length, locale);
    return locale === 'ko'
      ? `${column.name} 평균은 ${withParticle(mean, '이에요')}.`
      : `The mean of ${column.name} is ${mean}.`;
  }
  if (asked('sum')) {
    const sum = say(
      values.reduce((a, b) => a + b, 0),
      locale,
    );
    return locale === 'ko'
      ? `${column.name} 합계는 ${withParticle(sum, '이에요')}.`
      : `${column.name} adds up to ${sum}.`;
  }
  if (asked('max')) return extreme(table, column, 'max', locale);
  if (asked('min')) return extreme(table, column, 'min', locale);
  return asked('columns') ? describeTable(table, locale) : undefined;
}

function mentions(question: string, name: string): boolean {
  const plain = (text: string): string => text.toLowerCase().replace(/[_\s-]+/g, '');
  return name.length > 1 && plain(question).includes(plain(name));
}

function extreme(table: Table, column: Column, which: 'min' | 'max', locale: Locale): string {
  const best = column.values.reduce((a, b) =>
    (which === 'max' ? b.value > a.value : b.value < a.value) ? b : a,
  );
  const name = rowName(table, best.row, locale);
  if (locale === 'ko')
    return `${column.name} 값이 가장 ${which === 'max' ? '큰' : '작은'} 것은 ${name}, ${withParticle(say(best.value, locale), '이에요')}.`;
  return `The ${which === 'max' ? 'highest' : 'lowest'} ${column.name} is ${say(best.value, locale)}, at ${name}.`;
}

function trend(column: Column, { slope, r2 }: Trend, locale: Locale): string {
  const change = say(Math.abs(slope), locale);
  if (r2 < TREND_R2)
    return locale === 'ko'
      ? `${column.name}에는 뚜렷한 추세가 없어요.`
      : `${column.name} shows no clear trend; a line explains ${Math.round(r2 * 100)} % of it.`;
  if (locale === 'ko')
    return `${withParticle(column.name, '은')} 한 줄에 약 ${change}씩 ${slope > 0 ? '늘어요' : '줄어요'}.`;
  return `${column.name} ${slope > 0 ? 'rises' : 'falls'} by about ${change} a row.`;
}

function outliers(table: Table, column: Column, locale: Locale): string {
  const found = outliersOf(column.values.map(({ value }) => value)).map((i) => column.values[i]);
  if (found.length === 0)
    return locale === 'ko' ? `${column.name}에는 튀는 값이 없어요.` : `Nothing in ${column.name} stands out.`;
  const told = found
    .slice(0, TOLD_MAX)
    .map(({ value, row }) => `${rowName(table, row, locale)} (${say(value, locale)})`)
    .join(', ');
  return locale === 'ko'
    ? `${column.name}에서 튀는 값은 ${found.length}개예요: ${told}.`
    : `${found.length} of ${column.name} ${found.length === 1 ? 'stands' : 'stand'} out: ${told}.`;
}

function groups(table: Table, by: number, column: Column, locale: Locale): string {
  const of = table.columns.findIndex(({ name }) => name === column.name);
  const means = groupMeans(table, by, of).slice(0, TOLD_MAX);
  const told = means.map(({ name, mean }) => `${name} ${say(mean, locale)}`).join(', ');
  return locale === 'ko'
    ? `${table.columns[by].name}별 ${column.name} 평균은 ${told} 순이에요.`
    : `Mean ${column.name} by ${table.columns[by].name}: ${told}.`;
}

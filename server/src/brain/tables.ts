import type { Shown } from '../world/sensed.ts';
import { mentions } from './column-words.ts';
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

/** Names of columns that only count rows on: they are labels, not measures. */
const LABELS =
  /^(?:id|no|nr|index|rank|year|month|day|date|week|quarter|row|번호|순위|연도|년도|월|일|주|분기)$/iu;

/** True for numbers that go up by the same step from row to row, or are called like labels. */
function isLabel({ name, values }: Column): boolean {
  if (LABELS.test(name.trim())) return true;
  if (values.length < 4) return false;
  const step = values[1].value - values[0].value;
  return step > 0 && values.every(({ value }, i) => i === 0 || value - values[i - 1].value === step);
}

/** What a row is called: by a column that was asked for, else by its first words, and its label when words do not tell rows apart. */
function rowName(table: Table, row: number, locale: Locale, by = -1): string {
  const named = (at: number): string => {
    const cell = table.rows[row][at];
    const { name, type } = table.columns[at];
    return type === 'number' ? `${name} ${cell}` : String(cell);
  };
  if (by >= 0 && table.rows[row][by] !== null) return named(by);
  const at = table.columns.findIndex(({ type }) => type === 'text');
  const cell = at >= 0 ? table.rows[row][at] : null;
  const words = cell !== null && cell !== '' ? named(at) : '';
  const unique = words !== '' && table.rows.filter((one) => one[at] === cell).length === 1;
  if (unique) return words;
  const label = numberColumns(table).find(isLabel);
  const labelled = label ? named(indexOf(table, label)) : '';
  const told = [labelled, words].filter((one) => one !== '').join(', ');
  if (told !== '') return told;
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
  const columns = numberColumns(table);
  const first = columns.find((column) => !isLabel(column)) ?? columns[0];
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
  min: /\b(min|cheapest|shortest|coldest|slowest|minimum|lowest|smallest|least|fewest)\b|최저|최소|가장 (작|낮|적)|제일 (작|낮|적)/iu,
  max: /\b(max|tallest|warmest|hottest|fastest|longest|heaviest|maximum|highest|largest|biggest|most|peak|top)\b|최고|최대|가장 (크|큰|높|많)|제일 (크|큰|높|많)/iu,
  mean: /\b(mean|average|typical)\b|평균/iu,
  sum: /\b(sum|total|altogether)\b|합계|총합|모두 더/iu,
  trend:
    /\b(trend|rising|falling|grow|growing|increase|decrease|over time|going up|going down|go up|went up|drop|dropped|drops)\b|추세|경향|오르|올랐|올라|내리고|내렸|내려가|떨어지|떨어졌|늘어|늘었|늘고|늘까|늘었|줄어|줄었|증가|감소|변화/iu,
  outlier: /\b(outlier|outliers|unusual|odd|strange|anomal\w*)\b|이상치|이상한|튀는|특이/iu,
  group: /\b(by|per|each|every|groups?)\b|별로|마다|그룹/iu,
  more: /\b(?:more|higher|better|larger|bigger|best|most|expensive|pricier|less|lower|fewer|cheaper|cheapest|worse|worst|least)\b|더 (?:비싸|높|많|크|싸|낮|적)|비싼|비싸/iu,
  rows: /\bhow (?:many|long)\b.{0,12}\b(?:rows?|lines?|entries|columns?)\b|몇 (?:줄|행|개|칸|열)/iu,
  columns: /\b(columns?|fields?|what('s| is) in|rows?|table|data)\b|열|칼럼|항목|표|자료|데이터/iu,
} as const;

/**
 * Answers a question about a table; undefined when it asks nothing of one.
 *
 * @param before what was asked before: "and the lowest?" goes on from it
 */
export function answerTable(table: Table, question: string, locale: Locale, before = ''): string | undefined {
  const asked = (what: keyof typeof ASKS): boolean => ASKS[what].test(question);
  const columns = numberColumns(table);
  if (asked('rows') || columns.length === 0)
    return asked('rows') || asked('columns') ? describeTable(table, locale) : undefined;
  const column = measureOf(columns, question, before);
  const values = column.values.map(({ value }) => value);
  const by = table.columns.findIndex(({ name, type }) => type === 'text' && mentions(question, name));
  const grouped = by >= 0 && groupMeans(table, by, indexOf(table, column)).length < table.rows.length;
  if (by >= 0 && (asked('group') || asked('mean') || (grouped && asked('more'))))
    return groups(table, by, column, locale);
  if (asked('outlier')) return outliers(table, oddest(columns, column, question), locale);
  if (asked('trend')) return trend(column, trendOf(values), locale);
  if (asked('mean')) return meanWords(column, values, locale);
  if (asked('sum')) return sumWords(column, values, locale);
  // "Which month has the highest price?": the row is told by its month.
  const label = table.columns.findIndex(({ name }) => name !== column.name && mentions(question, name));
  if (asked('max')) return extreme(table, column, 'max', locale, label);
  if (asked('min')) return extreme(table, column, 'min', locale, label);
  if (by >= 0 && asked('more'))
    return extreme(table, column, LESS.test(question) ? 'min' : 'max', locale, label);
  return asked('columns') ? describeTable(table, locale) : undefined;
}

/** Words that ask for the smaller of two. */
const LESS = /\b(?:less|lower|fewer|cheaper|worse)\b|더 (?:싸|낮|적)|싼/iu;

const indexOf = (table: Table, column: Column): number =>
  table.columns.findIndex(({ name }) => name === column.name);

/** The column of numbers that is meant: one that is named and measures something, else one named before, else the first measure. */
function measureOf(columns: readonly Column[], question: string, before: string): Column {
  const measures = columns.filter((column) => !isLabel(column));
  const named = (text: string) => (column: Column) => mentions(text, column.name);
  return (
    measures.find(named(question)) ??
    columns.find(named(question)) ??
    measures.find(named(before)) ??
    measures[0] ??
    columns[0]
  );
}

/** Where nothing is named, the column in which most stands out. */
function oddest(columns: readonly Column[], column: Column, question: string): Column {
  if (columns.some(({ name }) => mentions(question, name))) return column;
  const odd = ({ values }: Column): number => outliersOf(values.map(({ value }) => value)).length;
  return columns.reduce((best, one) => (odd(one) > odd(best) ? one : best), column);
}

function meanWords({ name }: Column, values: readonly number[], locale: Locale): string {
  const mean = say(values.reduce((a, b) => a + b, 0) / values.length, locale);
  return locale === 'ko'
    ? `${name} 평균은 ${withParticle(mean, '이에요')}.`
    : `The mean of ${name} is ${mean}.`;
}

function sumWords({ name }: Column, values: readonly number[], locale: Locale): string {
  const sum = say(
    values.reduce((a, b) => a + b, 0),
    locale,
  );
  return locale === 'ko' ? `${name} 합계는 ${withParticle(sum, '이에요')}.` : `${name} adds up to ${sum}.`;
}

function extreme(table: Table, column: Column, which: 'min' | 'max', locale: Locale, label = -1): string {
  const best = column.values.reduce((a, b) =>
    (which === 'max' ? b.value > a.value : b.value < a.value) ? b : a,
  );
  const name = rowName(table, best.row, locale, label);
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
  const means = groupMeans(table, by, indexOf(table, column)).slice(0, TOLD_MAX);
  const told = means.map(({ name, mean }) => `${name} ${say(mean, locale)}`).join(', ');
  return locale === 'ko'
    ? `${table.columns[by].name}별 ${column.name} 평균은 ${told} 순이에요.`
    : `Mean ${column.name} by ${table.columns[by].name}: ${told}.`;
}

import { mentions } from './column-words.ts';
import { withParticle } from './korean.ts';
import {
  compareGroups,
  namedCells,
  otherMeasure,
  rowsNamed,
  tellCorrelation,
  tellValue,
} from './table-cells.ts';
import {
  type Column,
  groupMeans,
  indexOf,
  isLabel,
  numberColumns,
  say,
  type Table,
} from './table-columns.ts';

type Locale = 'en' | 'ko';

/** A straight line explains at least this share of a column's spread before it is called a trend. */
const TREND_R2 = 0.5;
/** Values beyond this many quartile ranges from the middle half are outliers (Tukey). */
const FENCE = 1.5;
/** Outliers and groups told before they are only counted. */
const TOLD_MAX = 3;

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
  together: /\b(correlat\w*|related|relation(?:ship)?|depend\w*|go together)\b|상관|관계|관련/iu,
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
  if (asked('rows')) return countWords(table, locale);
  if (columns.length === 0) return asked('columns') ? describeTable(table, locale) : undefined;
  const column = measureOf(columns, question, before);
  const values = column.values.map(({ value }) => value);
  // A city that is a cell is talked of for other reasons too.
  const onIt =
    Object.values(ASKS).some((ask) => ask.test(question)) ||
    columns.some(({ name }) => mentions(question, name)) ||
    GOES_ON.test(question);
  const named = onIt ? namedCells(table, question) : [];
  const two = compareGroups(table, column, named, locale);
  if (two) return two;
  const some = rowsNamed(table, named);
  if (some) return ofSomeRows(some, column, question, locale);
  const by = table.columns.findIndex(({ name, type }) => type === 'text' && mentions(question, name));
  const grouped = by >= 0 && groupMeans(table, by, indexOf(table, column)).length < table.rows.length;
  const other = asked('together')
    ? otherMeasure(
        columns.filter((one) => !isLabel(one)),
        column,
        question,
      )
    : undefined;
  if (other) return tellCorrelation(table, column, other, locale);
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

/** What is asked of a few rows: an answer about them alone, else what they hold. */
function ofSomeRows(
  { table, where }: NonNullable<ReturnType<typeof rowsNamed>>,
  column: Column,
  question: string,
  locale: Locale,
): string {
  const within = numberColumns(table).find(({ name }) => name === column.name);
  const one =
    within?.values.length === 1 ||
    !(['max', 'min', 'sum'] as const).some((what) => ASKS[what].test(question));
  if (!within || one) return tellValue(within, column.name, where, locale);
  const values = within.values.map(({ value }) => value);
  const told = ASKS.sum.test(question)
    ? sumWords(within, values, locale)
    : extreme(table, within, ASKS.max.test(question) ? 'max' : 'min', locale);
  return `${where}: ${told}`;
}

/** How many rows and columns there are. */
function countWords({ rows, columns }: Table, locale: Locale): string {
  return locale === 'ko'
    ? `${rows.length}줄, ${columns.length}열이에요.`
    : `${rows.length} rows, ${columns.length} columns.`;
}

/** Words that compare, or go on from the question before. */
const GOES_ON =
  /\b(?:compare|versus|vs|difference|(?:how|what) about)\b|^and\b|비교|차이|대비|[은는](?:요)?\s*\?$|어때|얼마/iu;

/** Words that ask for the smaller of two. */
const LESS = /\b(?:less|lower|fewer|cheaper|worse)\b|더 (?:싸|낮|적)|싼/iu;

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

import { mentions } from './column-words.ts';
import { withParticle } from './korean.ts';
import { type Column, groupMeans, indexOf, say, type Table } from './table-columns.ts';

type Locale = 'en' | 'ko';

/** Fewer pairs than this are no base for a correlation. */
const PAIRS_LEAST = 4;
/** How strong a correlation is called, by its amount (Cohen, 1988: 0.1 weak, 0.3 medium, 0.5 strong). */
const STRENGTHS = [
  { least: 0.5, en: 'strongly', ko: '뚜렷하게' },
  { least: 0.3, en: 'somewhat', ko: '어느 정도' },
] as const;

/** Pearson's correlation of two columns over the rows that have both, -1..1; undefined for too few rows or a flat column. */
export function correlationOf(table: Table, a: number, b: number): number | undefined {
  const pairs = table.rows.flatMap((row) =>
    typeof row[a] === 'number' && typeof row[b] === 'number' ? [[row[a], row[b]]] : [],
  );
  if (pairs.length < PAIRS_LEAST) return undefined;
  const mean = (at: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[at], 0) / pairs.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  let [ab, aa, bb] = [0, 0, 0];
  for (const [x, y] of pairs) {
    ab += (x - meanA) * (y - meanB);
    aa += (x - meanA) ** 2;
    bb += (y - meanB) ** 2;
  }
  return aa === 0 || bb === 0 ? undefined : ab / Math.sqrt(aa * bb);
}

/** Whether two columns of numbers go together, in words. */
export function tellCorrelation(table: Table, a: Column, b: Column, locale: Locale): string {
  const r = correlationOf(table, indexOf(table, a), indexOf(table, b));
  const both =
    locale === 'ko'
      ? `${withParticle(a.name, '과')} ${withParticle(b.name, '은')}`
      : `${a.name} and ${b.name}`;
  if (r === undefined)
    return locale === 'ko'
      ? `${both} 비교할 만큼 값이 많지 않아요.`
      : `There is too little of ${both} to say.`;
  const strength = STRENGTHS.find(({ least }) => Math.abs(r) >= least);
  const told = say(r, locale);
  if (!strength)
    return locale === 'ko'
      ? `${both} 거의 상관이 없어요 (r = ${told}).`
      : `${both} hardly go together (r = ${told}).`;
  if (locale === 'ko')
    return `${both} ${strength.ko} ${r > 0 ? '같이 움직여요' : '반대로 움직여요'} (r = ${told}). 원인인지는 표가 말해 주지 않아요.`;
  return `${both} go ${strength.en} ${r > 0 ? 'together' : 'against each other'} (r = ${told}). Whether one causes the other a table does not say.`;
}

/** Where a value of words is named in a question. */
export interface NamedCell {
  readonly column: number;
  readonly value: string;
}

/** Words of a cell as a question may have them: "Mar" in "March", "서울" in "서울과". */
function isNamed(question: string, cell: string): boolean {
  const word = cell.trim();
  if (word.length < 2) return false;
  if (/[가-힣]/u.test(word)) return question.includes(word);
  const escaped = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  // Months are written short in tables and long in questions; "us" is the country only as it stands in the table.
  const long = word.length === 3 ? '[a-z]{0,6}' : word.length > 3 ? '(?:s|es)?' : '';
  return new RegExp(`(?<![a-z0-9])${escaped}${long}(?![a-z0-9])`, word.length > 2 ? 'i' : '').test(question);
}

/** Cells of words that a question names, one for each value, in the order of columns. */
export function namedCells(table: Table, question: string): NamedCell[] {
  return table.columns.flatMap(({ type }, column) => {
    if (type !== 'text') return [];
    const values = new Set(table.rows.map((row) => row[column]).filter((cell) => typeof cell === 'string'));
    return [...values].filter((value) => isNamed(question, value)).map((value) => ({ column, value }));
  });
}

/** Two groups that a question names, beside each other by the mean of a column; undefined when it does not name two of one column. */
export function compareGroups(
  table: Table,
  column: Column,
  named: readonly NamedCell[],
  locale: Locale,
): string | undefined {
  if (named.length !== 2 || named[0].column !== named[1].column) return undefined;
  return compared(table, column, named, locale);
}

/** The rows that a question names by their words: "sales in Busan in March" is about one row. */
export function rowsNamed(
  table: Table,
  named: readonly NamedCell[],
): { readonly table: Table; readonly where: string } | undefined {
  const columns = new Set(named.map(({ column }) => column));
  if (named.length === 0 || columns.size < named.length) return undefined;
  const rows = table.rows.filter((row) => named.every(({ column, value }) => row[column] === value));
  return { table: { ...table, rows }, where: named.map(({ value }) => value).join(', ') };
}

/** What a column holds in a few rows: its value, or the mean of several. */
export function tellValue(column: Column | undefined, name: string, where: string, locale: Locale): string {
  if (!column)
    return locale === 'ko' ? `${where}에는 ${name} 값이 없어요.` : `There is no ${name} for ${where}.`;
  const values = column.values.map(({ value }) => value);
  const mean = say(values.reduce((a, b) => a + b, 0) / values.length, locale);
  if (values.length === 1)
    return locale === 'ko'
      ? `${where}의 ${withParticle(name, '은')} ${withParticle(mean, '이에요')}.`
      : `${where}: ${name} is ${mean}.`;
  return locale === 'ko'
    ? `${where}의 ${name} 평균은 ${withParticle(mean, '이에요')} (${values.length}줄).`
    : `${where}: ${name} is ${mean} on average, over ${values.length} rows.`;
}

/** Two groups beside each other by the mean of a column. */
function compared(
  table: Table,
  column: Column,
  named: readonly NamedCell[],
  locale: Locale,
): string | undefined {
  const means = groupMeans(table, named[0].column, indexOf(table, column));
  const [more, less] = means.filter(({ name }) => named.some(({ value }) => value === name));
  if (!more || !less) return undefined;
  const [high, low] = [say(more.mean, locale), say(less.mean, locale)];
  if (locale === 'ko')
    return more.mean === less.mean
      ? `${withParticle(more.name, '과')} ${less.name} 모두 ${column.name} 평균이 ${withParticle(high, '이에요')}.`
      : `${column.name} 평균은 ${withParticle(more.name, '이')} ${high}, ${withParticle(less.name, '이')} ${low}. ${more.name} 쪽이 더 커요.`;
  return more.mean === less.mean
    ? `${more.name} and ${less.name} have the same mean ${column.name}, ${high}.`
    : `${more.name} has the higher mean ${column.name}: ${high} against ${low} for ${less.name}.`;
}

/** The other column of numbers that a question names or, with none named, that is there. */
export function otherMeasure(
  columns: readonly Column[],
  column: Column,
  question: string,
): Column | undefined {
  const others = columns.filter((one) => one !== column);
  return others.find(({ name }) => mentions(question, name)) ?? (others.length === 1 ? others[0] : undefined);
}

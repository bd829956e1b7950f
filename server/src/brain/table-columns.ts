import type { Shown } from '../world/sensed.ts';

export type Table = Extract<Shown, { kind: 'table' }>['table'];
type Locale = 'en' | 'ko';

export interface Column {
  readonly name: string;
  readonly values: readonly { readonly value: number; readonly row: number }[];
}

/** The columns of numbers of a table, holes left out. */
export function numberColumns(table: Table): Column[] {
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
export function isLabel({ name, values }: Column): boolean {
  if (LABELS.test(name.trim())) return true;
  if (values.length < 4) return false;
  const step = values[1].value - values[0].value;
  return step > 0 && values.every(({ value }, i) => i === 0 || value - values[i - 1].value === step);
}

/** Place of a column in its table. */
export const indexOf = (table: Table, column: Column): number =>
  table.columns.findIndex(({ name }) => name === column.name);

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

/** A number as it is said: four digits that count. */
export function say(value: number, locale: Locale): string {
  return value.toLocaleString(locale === 'ko' ? 'ko-KR' : 'en-US', { maximumSignificantDigits: 4 });
}

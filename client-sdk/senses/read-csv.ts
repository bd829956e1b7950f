/** Rows read from one file; more are for a database. */
const ROWS_MAX = 20_000;

/** Reads CSV after RFC 4180, with commas, semicolons or tabs as its first line has them. Empty lines are left out. */
export function readCsv(text: string): string[][] {
  const source = text.replace(/^\ufeff/, '');
  const comma = separatorOf(source);
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  const endRow = (): void => {
    row.push(cell);
    cell = '';
    if (row.length > 1 || row[0] !== '') rows.push(row);
    row = [];
  };
  for (let i = 0; i < source.length && rows.length < ROWS_MAX; i++) {
    const character = source[i];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (source[i + 1] === '"') cell += source[++i];
      else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === comma) {
      row.push(cell.trim());
      cell = '';
    } else if (character === '\n') endRow();
    else if (character !== '\r') cell += character;
  }
  if (cell !== '' || row.length > 0) endRow();
  return rows;
}

function separatorOf(source: string): string {
  const head = source.slice(0, source.indexOf('\n') < 0 ? undefined : source.indexOf('\n'));
  const count = (sign: string): number => head.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

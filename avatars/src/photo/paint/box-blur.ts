/**
 * Running means and minima of tables, along rows and down columns.
 *
 * CONTRIBUTOR NOTES: columns are walked row by row with a sum for each column: to walk down one column after another reads a
 * line of the cache for every value, and took three times as long.
 */

/**
 * Mean of each value and `radius` values on both sides along the rows; beyond the table lies 0.
 *
 * @param step values side by side that belong to different tables (channels)
 */
export function blurRows(
  from: Float32Array,
  to: Float32Array,
  width: number,
  radius: number,
  step = 1,
): void {
  const share = 1 / (2 * radius + 1);
  const line = width * step;
  for (let row = 0; row < from.length; row += line) {
    for (let k = 0; k < step; k++) {
      const start = row + k;
      let sum = 0;
      for (let i = 0; i < Math.min(radius, width); i++) sum += from[start + i * step];
      for (let i = 0; i < width; i++) {
        if (i + radius < width) sum += from[start + (i + radius) * step];
        if (i - radius > 0) sum -= from[start + (i - radius - 1) * step];
        to[start + i * step] = sum * share;
      }
    }
  }
}

/** The same down the columns of a table whose rows have `line` values. */
export function blurColumns(from: Float32Array, to: Float32Array, line: number, radius: number): void {
  const rows = from.length / line;
  const share = 1 / (2 * radius + 1);
  const sums = new Float64Array(line);
  for (let i = 0; i < Math.min(radius, rows) * line; i += line)
    for (let x = 0; x < line; x++) sums[x] += from[i + x];
  for (let row = 0; row < rows; row++) {
    const entering = row + radius < rows ? (row + radius) * line : -1;
    const leaving = row - radius > 0 ? (row - radius - 1) * line : -1;
    if (entering >= 0) for (let x = 0; x < line; x++) sums[x] += from[entering + x];
    if (leaving >= 0) for (let x = 0; x < line; x++) sums[x] -= from[leaving + x];
    for (let x = 0; x < line; x++) to[row * line + x] = sums[x] * share;
  }
}

/** Least value of each place and `radius` places on both sides, along rows and then down columns, in place. */
export function leastAround(values: Float32Array, line: number, radius: number): void {
  const rows = values.length / line;
  const along = new Float32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const start = i - (i % line);
    const end = Math.min(start + line - 1, i + radius);
    let least = values[i];
    for (let j = Math.max(start, i - radius); j <= end; j++) if (values[j] < least) least = values[j];
    along[i] = least;
  }
  values.set(along);
  for (let row = 0; row < rows; row++) {
    const to = row * line;
    const end = Math.min(rows - 1, row + radius);
    for (let j = Math.max(0, row - radius); j <= end; j++) {
      const from = j * line;
      for (let x = 0; x < line; x++) if (along[from + x] < values[to + x]) values[to + x] = along[from + x];
    }
  }
}

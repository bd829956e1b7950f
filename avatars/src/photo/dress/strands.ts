/** Centre lines of hair cards in the rest pose, and what belongs to each. */
export interface Strands {
  readonly count: number;
  /** Points of each line. */
  readonly rows: number;
  /** Strands x rows x 3, m. */
  readonly lines: Float32Array;
  readonly widthM: Float32Array;
  /** 0..1 */
  readonly shade: Float32Array;
  /** Where on the sheet of strands a card begins. */
  readonly u: Float32Array;
  readonly fringe: Uint8Array;
}

/** One strand before it is one of many. */
export interface Strand {
  readonly line: Float32Array;
  readonly widthM: number;
  readonly shade: number;
  readonly fringe?: boolean;
}

/** Strands of one number of points in one table. */
export function gathered(strands: readonly Strand[], rows: number, dice: () => number): Strands {
  const lines = new Float32Array(strands.length * rows * 3);
  strands.forEach(({ line }, s) => {
    lines.set(line, s * rows * 3);
  });
  return {
    count: strands.length,
    rows,
    lines,
    widthM: Float32Array.from(strands, ({ widthM }) => widthM),
    shade: Float32Array.from(strands, ({ shade }) => shade),
    u: Float32Array.from(strands, () => dice()),
    fringe: Uint8Array.from(strands, ({ fringe }) => (fringe ? 1 : 0)),
  };
}

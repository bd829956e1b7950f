/** Bars, beats and seconds of a piece whose tempo changes. Quarter notes are counted from its first bar; a pickup is before 0. */
export interface BeatGrid {
  /** From a quarter note (at so many seconds) on, how long one is, s. In order. */
  readonly tempos: readonly { readonly quarter: number; readonly atS: number; readonly quarterS: number }[];
  /** From a bar (counted from 1, at a quarter note) on, beats a bar and quarter notes a beat. In order; the first is bar 1. */
  readonly meters: readonly {
    readonly bar: number;
    readonly quarter: number;
    readonly beats: number;
    readonly quartersOfBeat: number;
  }[];
}

/** Seconds at a quarter note. */
export function secondsOfQuarter({ tempos }: BeatGrid, quarter: number): number {
  const { quarter: from, atS, quarterS } = tempos.findLast((tempo) => tempo.quarter <= quarter) ?? tempos[0];
  return atS + (quarter - from) * quarterS;
}

/** Quarter notes at so many seconds. */
export function quarterOfSeconds({ tempos }: BeatGrid, seconds: number): number {
  const { quarter, atS, quarterS } = tempos.findLast((tempo) => tempo.atS <= seconds) ?? tempos[0];
  return quarter + (seconds - atS) / quarterS;
}

/** Meter of a bar. */
export function meterOfBar({ meters }: BeatGrid, bar: number): BeatGrid['meters'][number] {
  return meters.findLast((meter) => meter.bar <= bar) ?? meters[0];
}

/** Seconds at a beat (from 1, fractions too) of a bar (from 1). */
export function secondsOfBeat(grid: BeatGrid, bar: number, beat: number): number {
  const meter = meterOfBar(grid, bar);
  const beats = (bar - meter.bar) * meter.beats + beat - 1;
  return secondsOfQuarter(grid, meter.quarter + beats * meter.quartersOfBeat);
}

/** How long so many beats or bars are from a moment on, s, through changes of tempo; the meter is that of the moment. */
export function secondsOfBeats(
  grid: BeatGrid,
  length: { readonly count: number; readonly bars: boolean },
  fromS: number,
): number {
  const from = quarterOfSeconds(grid, fromS);
  const { beats, quartersOfBeat } = grid.meters.findLast(({ quarter }) => quarter <= from) ?? grid.meters[0];
  const quarters = length.count * quartersOfBeat * (length.bars ? beats : 1);
  return secondsOfQuarter(grid, from + quarters) - fromS;
}

/**
 * The grid of beats at these moments (s, at least two): a quarter note each.
 *
 * @param first which of them begins bar 1
 */
export function gridOfBeats(beats: readonly number[], first: number, meter: number): BeatGrid {
  const tempos = beats
    .slice(0, -1)
    .map((atS, i) => ({ quarter: i - first, atS, quarterS: beats[i + 1] - atS }));
  return { tempos, meters: [{ bar: 1, quarter: 0, beats: meter, quartersOfBeat: 1 }] };
}

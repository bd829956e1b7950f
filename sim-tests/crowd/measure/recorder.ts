import { Histogram, type SparseHistogram } from './histogram.ts';
import type { Counter, Metric } from './metrics.ts';

/** One second of a run, as one process saw it. */
export interface Window {
  /** Whole seconds since the run began. */
  readonly second: number;
  readonly phase: string;
  /** Bots with a seat at its end. */
  readonly live: number;
  readonly counts: Partial<Record<Counter, number>>;
  readonly closes: Record<string, number>;
  readonly metrics: Partial<Record<Metric, SparseHistogram>>;
  /** Share of the second that the event loop was busy, 0..1; of the busiest process. */
  readonly loopBusy: number;
  /** CPU of all processes of the tester, cores. */
  readonly cpuCores: number;
}

/** What is kept of one behaviour over the whole run. */
export interface BehaviourReport {
  readonly bots: number;
  readonly metrics: Partial<Record<Metric, SparseHistogram>>;
}

/** What one process has to say at the end. */
export interface BotsReport {
  readonly behaviours: Record<string, BehaviourReport>;
  /** Metrics of the measured phases without the correction for coordinated omission. */
  readonly uncorrected: Partial<Record<Metric, SparseHistogram>>;
  /** Why joins failed, by the words of the stage. */
  readonly refusals: Record<string, number>;
}

/** Distinct reasons kept; more is a sign of something else. */
const REFUSALS_MAX = 20;

type Histograms = Map<Metric, Histogram>;

/** Collects what bots measure: by second and by behaviour. */
export class Recorder {
  #counts: Partial<Record<Counter, number>> = {};
  #closes: Record<string, number> = {};
  readonly #second: Histograms = new Map();
  readonly #uncorrected: Histograms = new Map();
  readonly #behaviours = new Map<string, { bots: number; metrics: Histograms }>();
  readonly #refusals: Record<string, number> = {};
  /** False during a phase that is not measured: what is kept of the run as a whole leaves it out. */
  measuring = true;

  /** Somebody of this behaviour takes part. */
  enter(behaviour: string): void {
    this.#of(behaviour).bots += 1;
  }

  count(name: Counter, by = 1): void {
    this.#counts[name] = (this.#counts[name] ?? 0) + by;
  }

  close(code: number): void {
    this.#closes[code] = (this.#closes[code] ?? 0) + 1;
  }

  refusal(words: string): void {
    const known = Object.keys(this.#refusals);
    const key = words in this.#refusals || known.length < REFUSALS_MAX ? words : 'other reasons';
    this.#refusals[key] = (this.#refusals[key] ?? 0) + 1;
  }

  /**
   * Notes a value.
   *
   * @param of whose it is; `apart`: it counts for its behaviour alone, since the bot itself brought it about
   */
  note(metric: Metric, value: number, of: { behaviour: string; apart: boolean }): void {
    histogramOf(this.#of(of.behaviour).metrics, metric).record(value);
    if (!of.apart) histogramOf(this.#second, metric).record(value);
  }

  /** Notes a value of the tester itself or of the stage. */
  noteOwn(metric: Metric, value: number): void {
    histogramOf(this.#second, metric).record(value);
  }

  /** The same value as it would stand without the correction. */
  noteUncorrected(metric: Metric, value: number): void {
    if (this.measuring) histogramOf(this.#uncorrected, metric).record(value);
  }

  /** Closes a second and begins the next. */
  takeWindow(about: Pick<Window, 'second' | 'phase' | 'live' | 'loopBusy' | 'cpuCores'>): Window {
    const window = { ...about, counts: this.#counts, closes: this.#closes, metrics: sparse(this.#second) };
    this.#counts = {};
    this.#closes = {};
    for (const histogram of this.#second.values()) histogram.reset();
    return window;
  }

  report(): BotsReport {
    return {
      behaviours: Object.fromEntries(
        [...this.#behaviours].map(([name, { bots, metrics }]) => [name, { bots, metrics: sparse(metrics) }]),
      ),
      uncorrected: sparse(this.#uncorrected),
      refusals: { ...this.#refusals },
    };
  }

  #of(behaviour: string): { bots: number; metrics: Histograms } {
    const known = this.#behaviours.get(behaviour);
    if (known) return known;
    const made = { bots: 0, metrics: new Map() };
    this.#behaviours.set(behaviour, made);
    return made;
  }
}

function histogramOf(map: Histograms, metric: Metric): Histogram {
  const known = map.get(metric);
  if (known) return known;
  const made = new Histogram();
  map.set(metric, made);
  return made;
}

function sparse(map: Histograms): Partial<Record<Metric, SparseHistogram>> {
  return Object.fromEntries(
    [...map]
      .filter(([, { count }]) => count > 0)
      .map(([metric, histogram]) => [metric, histogram.toSparse()]),
  );
}

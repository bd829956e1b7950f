import { type Fit, leastSquares } from './least-squares.ts';

/** One cell of the grid, as `bench stream` measured it. */
export interface GrowthCell {
  readonly performers: number;
  readonly guests: number;
  /** CPU of the server, ms a tick. */
  readonly cpuMs: number;
  /** Median over guests, kB/s. */
  readonly kBPerSecond: number;
  /** Median over guests: bodies whose joints came at 5 Hz or more. */
  readonly animatedBodies: number;
  readonly lateTicks: number;
}

/** cpu = fixed + perPerformer x P + perGuest x G + perPair x P x G, ms a tick. */
export interface GrowthModel {
  readonly fixed: number;
  readonly perPerformer: number;
  readonly perGuest: number;
  readonly perPair: number;
  readonly fit: Fit;
}

/** What things cost; change them to yours. */
export interface Prices {
  /** Of one core for an hour. */
  readonly coreHour: number;
  /** Of 10^9 bytes sent to the network. */
  readonly egressGB: number;
}

export const PRICES_DEFAULTS: Prices = { coreHour: 0.04, egressGB: 0.02 };

/** How full an edge's core may be: beyond this a burst makes ticks late. */
export const EDGE_SHARE = 0.6;
const TICK_MS = 50;
/** The finest layer of one body, all joints moving, bytes a second: what a stage sends each edge. */
const FEED_BYTES_PER_PERFORMER = 2_030;

/** What a crowd of one size takes. */
export interface CrowdCost {
  readonly guests: number;
  readonly performers: number;
  readonly guestsPerEdge: number;
  readonly edges: number;
  /** To the guests, Gbit/s. */
  readonly egressGbps: number;
  /** From the stage to its edges, Gbit/s. */
  readonly feedGbps: number;
  readonly coresPer1000Guests: number;
  readonly corePerGuestHour: number;
  readonly egressPerGuestHour: number;
  readonly perGuestHour: number;
}

/** Fits the model; relative errors count, since noise grows with what is measured. @throws Error with too small a grid */
export function fitGrowth(cells: readonly GrowthCell[]): GrowthModel {
  const fit = leastSquares(
    cells.map(({ performers, guests }) => [1, performers, guests, performers * guests]),
    cells.map(({ cpuMs }) => cpuMs),
    cells.map(({ cpuMs }) => 1 / (cpuMs * cpuMs)),
  );
  const [fixed, perPerformer, perGuest, perPair] = fit.coefficients;
  return { fixed, perPerformer, perGuest, perPair, fit };
}

export function cpuMsOf(model: GrowthModel, performers: number, guests: number): number {
  const { fixed, perPerformer, perGuest, perPair } = model;
  return fixed + perPerformer * performers + perGuest * guests + perPair * performers * guests;
}

/**
 * What so many guests of one stage take when edges of one core each carry them.
 *
 * @param kBPerSecond what one guest receives
 */
export function crowdCost(
  model: GrowthModel,
  what: { performers: number; guests: number; kBPerSecond: number; prices: Prices },
): CrowdCost {
  const { performers, guests, kBPerSecond, prices } = what;
  const perGuestMs = model.perGuest + model.perPair * performers;
  const spareMs = TICK_MS * EDGE_SHARE - cpuMsOf(model, performers, 0);
  const guestsPerEdge = Math.floor(spareMs / perGuestMs);
  if (!(guestsPerEdge >= 1))
    throw new Error(`crowdCost: ${performers} performers fill an edge before the first guest comes`);
  const edges = Math.ceil(guests / guestsPerEdge);
  const egressGBPerHour = (kBPerSecond * 3_600) / 1e6;
  const corePerGuestHour = (edges / guests) * prices.coreHour;
  const egressPerGuestHour = egressGBPerHour * prices.egressGB;
  return {
    guests,
    performers,
    guestsPerEdge,
    edges,
    egressGbps: (guests * kBPerSecond * 8) / 1e6,
    feedGbps: (edges * performers * FEED_BYTES_PER_PERFORMER * 8) / 1e9,
    coresPer1000Guests: (edges / guests) * 1_000,
    corePerGuestHour,
    egressPerGuestHour,
    perGuestHour: corePerGuestHour + egressPerGuestHour,
  };
}

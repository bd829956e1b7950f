import { createRandom } from '@troupe/avatars/maths';
import { BEHAVIOUR_NAMES, type BehaviourName, type Scenario } from './scenario.ts';

/** One guest that will come. */
export interface Arrival {
  readonly index: number;
  /** Seconds after the start of the run; fixed beforehand, whatever the stage does (open loop). */
  readonly atS: number;
  readonly behaviour: BehaviourName;
  /** True: decodes every joint. */
  readonly decodes: boolean;
}

/**
 * When each bot arrives and what it is, from the scenario and its seed alone. Times follow the rates of the phases: even
 * ones at each whole guest, Poisson ones by rescaling a unit Poisson process with the integral of the rate.
 */
export function planArrivals(scenario: Scenario): Arrival[] {
  const random = createRandom(scenario.seed);
  const times: number[] = [];
  let startS = 0;
  for (const phase of scenario.phases) {
    const { arrivals, seconds } = phase;
    if (arrivals) {
      const { perSecond: from, rampTo: to = from, spread } = arrivals;
      let guests = spread === 'even' ? 0.5 : -Math.log(1 - random());
      for (;;) {
        const atS = timeOf(guests, from, to, seconds);
        if (!(atS < seconds) || times.length >= scenario.bots) break;
        times.push(startS + atS);
        guests += spread === 'even' ? 1 : -Math.log(1 - random());
      }
    }
    startS += seconds;
  }
  const behaviours = mixer(scenario.mix);
  const decoding = everyShare(scenario.decodeShare);
  return times.map((atS, index) => ({ index, atS, behaviour: behaviours(), decodes: decoding() }));
}

/** When so many guests have come at a rate that goes from `from` to `to` in `seconds`; NaN or beyond: never. */
function timeOf(guests: number, from: number, to: number, seconds: number): number {
  const slope = (to - from) / seconds;
  if (Math.abs(slope) < 1e-9) return guests / from;
  return (Math.sqrt(from * from + 2 * slope * guests) - from) / slope;
}

/** Behaviours in turn, so that every beginning of the list has the mix (smooth weighted round robin). */
function mixer(mix: Scenario['mix']): () => BehaviourName {
  const names = BEHAVIOUR_NAMES.filter((name) => (mix[name] ?? 0) > 0);
  const total = names.reduce((sum, name) => sum + mix[name]!, 0);
  const credit = new Map(names.map((name) => [name, 0]));
  return () => {
    let best = names[0];
    for (const name of names) {
      credit.set(name, credit.get(name)! + mix[name]!);
      if (credit.get(name)! > credit.get(best)!) best = name;
    }
    credit.set(best, credit.get(best)! - total);
    return best;
  };
}

/** True for a share of the calls, spread evenly, the first among them. */
function everyShare(share: number): () => boolean {
  let owed = 1 - share;
  return () => {
    owed += share;
    if (owed < 1 - 1e-9) return false;
    owed -= 1;
    return true;
  };
}

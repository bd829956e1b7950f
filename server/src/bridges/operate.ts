import { planShow } from '../shows/index.ts';
import { TICK_S } from '../world/index.ts';
import type { BridgeStage } from './bridge.ts';

/** What somebody at a control asks of the show. */
export interface OperatorAct {
  readonly do: 'go' | 'play' | 'pause' | 'stop' | 'panic' | 'seek' | 'rate' | 'goto' | 'vote' | 'applaud';
  readonly seconds?: number | undefined;
  readonly rate?: number | undefined;
  readonly cue?: string | undefined;
  readonly option?: string | undefined;
  /** Who votes, 0..9999: each has one vote. */
  readonly voter?: number | undefined;
}

const VOTERS_MAX = 10_000;

/** Asks it of the show; '' or why it makes no sense. */
export function operate(stage: BridgeStage, act: OperatorAct): string {
  if (act.do === 'seek') {
    if (act.seconds === undefined || !Number.isFinite(act.seconds)) return 'seek needs a moment in seconds';
    stage.post({ op: 'seek', seconds: act.seconds });
  } else if (act.do === 'rate') {
    if (act.rate === undefined || !Number.isFinite(act.rate)) return 'rate needs a factor';
    stage.post({ op: 'rate', rate: act.rate });
  } else if (act.do === 'goto') return goTo(stage, act.cue ?? '');
  else if (act.do === 'vote') {
    const voter = act.voter ?? 0;
    if (!act.option) return 'vote needs an answer';
    if (!Number.isInteger(voter) || voter < 0 || voter >= VOTERS_MAX)
      return `a voter is a whole number below ${VOTERS_MAX}`;
    // Guests have ids above zero; those who vote from outside are below it.
    stage.post({ op: 'vote', netId: -1 - voter, option: act.option });
  } else if (act.do === 'applaud') stage.post({ op: 'applaud', netId: -1 });
  else stage.post({ op: act.do });
  return '';
}

/** Puts the show right before a cue, so that it is the next to begin: the first time it comes from now on, or at all. */
function goTo(stage: BridgeStage, cue: string): string {
  const { run } = stage.world.show;
  if (!run) return 'no show is on';
  const times = planShow(run.program, run.decisions)
    .cues.filter((planned) => planned.cue === cue)
    .map(({ fromS }) => fromS);
  const now = run.clock * TICK_S;
  const fromS = times.find((at) => at >= now) ?? times[0];
  if (fromS === undefined) return `the show does not come to a cue "${cue.slice(0, 64)}"`;
  stage.post({ op: 'seek', seconds: Math.max(0, fromS - TICK_S) });
  return '';
}

import { isSitAction } from '@troupe/avatars/motion';
import {
  type MotionCatalogue,
  type MotionPlan,
  type PlanStep,
  type PromptResult,
  parsePrompt,
} from '@troupe/avatars/prompt';
import { TICK_HZ } from './limits.ts';
import { HUMAN_KIND, type World } from './world.ts';

/** One step of a plan under way. */
export interface DirectedStep {
  readonly step: PlanStep;
  begun: boolean;
  done: boolean;
  /** Tick it began, tick by which it is given up or over, times still to do, and the turn left (rad). */
  sinceTick: number;
  untilTick: number;
  times: number;
  leftRad: number;
  lastYaw: number;
}

/** A plan under way on one performer: steps that go together begin together. Plain data, hashed and replayed. */
export interface DirectedMotion {
  steps: DirectedStep[];
  /** Style before the plan, given back after it. */
  readonly style: number;
}

/** What performers of this stage can be asked for; sitting is none of it: it needs a seat (a block of behaviour has one). */
export function catalogueOfStage(world: World): MotionCatalogue {
  const { actionNames, actionTimes, styles, spots } = world.social;
  return {
    actions: actionNames
      .map((name, i) => ({ name, seconds: (actionTimes[i]?.end ?? 0) / TICK_HZ }))
      .filter(({ name }) => !isSitAction(name)),
    styles: styles.map(({ name }) => name),
    places: spots.map(({ id }) => id),
    clips: world.clips.map(({ name }) => name),
  };
}

/**
 * Has a performer do what a prompt says ("a slow turn, then a small bow"); what it did before by a prompt ends. A prompt
 * that cannot be performed changes nothing and comes back with its problems.
 */
export function directMotion(world: World, slot: number, prompt: string): PromptResult {
  const result = parsePrompt(prompt, catalogueOfStage(world));
  if (result.ok) playPlan(world, slot, result.plan);
  return result;
}

/** Has a performer do what a plan says, from this tick on. */
export function playPlan(world: World, slot: number, plan: MotionPlan): void {
  const mind = world.social.minds[slot];
  if (!mind || world.humans.kind[slot] !== HUMAN_KIND.performer) return;
  mind.directed = {
    style: mind.directed?.style ?? world.humans.style[slot],
    steps: plan.steps.map((step) => ({
      step,
      begun: false,
      done: false,
      sinceTick: 0,
      untilTick: 0,
      times: step.count,
      leftRad: 0,
      lastYaw: 0,
    })),
  };
}

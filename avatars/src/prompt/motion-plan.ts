/** What a motion model and a stage can do, by name: what a prompt is held against. */
export interface MotionCatalogue {
  readonly actions: readonly { readonly name: string; readonly seconds: number }[];
  readonly styles: readonly string[];
  /** Places and things that can be gone to or looked at, by id. */
  readonly places: readonly string[];
  /** Clips of the stage by name. */
  readonly clips?: readonly string[];
}

/** Place in the text: first UTF-16 unit and one past the last. */
export type Span = readonly [number, number];

interface StepBase {
  /** Style of walking and turning; '' leaves it as it is. */
  readonly style: string;
  /** 1: as it is; 0.65 slow, 1.35 quick. */
  readonly tempo: number;
  /** 1: as it is; 0.65 small, 1.4 large. */
  readonly size: number;
  readonly count: number;
  /** Begins with the step before instead of after it. */
  readonly together: boolean;
  readonly span: Span;
}
export interface ActionStep extends StepBase {
  readonly do: 'action';
  /** Full name in the catalogue. */
  readonly action: string;
  /** Place or 'guests' it is meant for, '' nobody in particular. */
  readonly to: string;
}
export interface WalkStep extends StepBase {
  readonly do: 'walk';
  /** Place, 'guests' or ''; without one `turnDeg` and `distanceM` count. */
  readonly to: string;
  /** Heading against the present one, left positive. */
  readonly turnDeg: number;
  readonly distanceM: number;
}
export interface TurnStep extends StepBase {
  readonly do: 'turn';
  /** Place to face, 'guests' or ''; without one by `angleDeg`, left positive. */
  readonly to: string;
  readonly angleDeg: number;
}
export interface LookStep extends StepBase {
  readonly do: 'look';
  readonly to: string;
  readonly seconds: number;
}
export interface WaitStep extends StepBase {
  readonly do: 'wait';
  readonly seconds: number;
}
export interface ClipStep extends StepBase {
  readonly do: 'clip';
  /** Name of a clip of the stage. */
  readonly clip: string;
}
export type PlanStep = ActionStep | ClipStep | WalkStep | TurnStep | LookStep | WaitStep;

/** A prompt as a sequence of what the model can do. */
export interface MotionPlan {
  readonly text: string;
  readonly steps: readonly PlanStep[];
  /** Words that were understood to say nothing here, with their place. */
  readonly ignored: readonly { readonly word: string; readonly span: Span }[];
}

/** Why a prompt cannot be performed. */
export interface PromptProblem {
  readonly code: 'cannot' | 'unknown' | 'empty' | 'long';
  readonly word: string;
  readonly span: Span;
  /** What the model can do instead, nearest first. */
  readonly nearest: readonly string[];
  readonly message: string;
}

export type PromptResult =
  | { readonly ok: true; readonly plan: MotionPlan }
  | { readonly ok: false; readonly problems: readonly PromptProblem[] };

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** A plan on one line, e.g. `turn(360, strut, tempo 0.65); bow(size 0.65)`. */
export function formatPlan(plan: MotionPlan): string {
  return plan.steps.map(formatStep).join('; ');
}

function formatStep(step: PlanStep): string {
  const parts: string[] = [];
  if (step.do === 'walk')
    parts.push(
      step.to || `${number(step.distanceM)} m${step.turnDeg ? `, ${number(step.turnDeg)} deg` : ''}`,
    );
  if (step.do === 'turn') parts.push(step.to || `${number(step.angleDeg)} deg`);
  if (step.do === 'look' || (step.do === 'action' && step.to)) parts.push(step.to);
  if (step.do === 'wait') parts.push(`${number(step.seconds)} s`);
  if (step.style) parts.push(step.style);
  if (step.tempo !== 1) parts.push(`tempo ${number(step.tempo)}`);
  if (step.size !== 1) parts.push(`size ${number(step.size)}`);
  if (step.count !== 1) parts.push(`x${step.count}`);
  const name = step.do === 'action' ? step.action : step.do === 'clip' ? `clip ${step.clip}` : step.do;
  return `${step.together ? '+ ' : ''}${name}${parts.length ? `(${parts.join(', ')})` : ''}`;
}

import type { World } from '../world/world.ts';
import { applyMessage } from './apply-message.ts';
import type { MailboxMessage, Outcome } from './mailbox.ts';

/** The motion model as the tick sees it: started at one tick, used at a later one. */
export interface MotionPort {
  /** Hands the controls of everybody over; false when the model is still busy with earlier ones. */
  submit(world: World): boolean;
  /** True when a finished frame waits. */
  ready(): boolean;
  /** Copies the finished frame into the pose arrays and sets poseTick. Call only when ready. */
  collect(world: World): void;
  /** Resolves when nothing is being computed any more: replay and headless runs wait, a live stage never does. */
  finish(): Promise<void>;
  /** Sets who is told, between ticks, that a finished frame waits; a model that has its frame with `submit` tells nobody. */
  onReady?(callback: () => void): void;
}

/** One step of the world besides motion; phases never await and never look at a clock. */
export type Phase = (world: World) => void;

export interface StageParts {
  readonly world: World;
  /** In order: senses, brain, behaviour, navigation, physics. */
  readonly phases: readonly Phase[];
  readonly motion: MotionPort;
}

export interface Stage {
  readonly world: World;
  /**
   * One tick: collect motion → drain → phases → submit motion. A pure function of the world, the messages and whether
   * motion was ready, which is why those three are what a record holds.
   */
  step(messages: readonly MailboxMessage[], motionReady: boolean): Outcome[];
  /**
   * Collects motion before the next step does, so that poses need not wait for it: nothing else changes the world between two
   * steps, so it comes to the same. False when no frame waits, or this step's was taken. The next step is to be told that
   * motion was ready.
   */
  takePoses(): boolean;
  readonly motion: MotionPort;
}

/** Puts the parts of a stage together. */
export function createStage({ world, phases, motion }: StageParts): Stage {
  let taken = false;
  return {
    world,
    motion,
    takePoses() {
      if (taken || !motion.ready()) return false;
      motion.collect(world);
      taken = true;
      return true;
    },
    step(messages, motionReady) {
      if (motionReady && !taken) motion.collect(world);
      taken = false;
      const outcomes: Outcome[] = [];
      world.social.events.length = 0;
      world.social.progress.length = 0;
      world.show.news.length = 0;
      world.social.voices.asks.length = 0;
      world.social.memory.notes.length = 0;
      world.social.memory.reflections.length = 0;
      world.social.memory.forgets.length = 0;
      world.social.thoughts.asks.length = 0;
      world.social.thoughts.answers.length = 0;
      world.social.thoughts.acts.length = 0;
      world.social.works.asks.length = 0;
      world.social.works.answers.length = 0;
      for (const message of messages) applyMessage(world, message, outcomes);
      for (const phase of phases) phase(world);
      if (!motion.submit(world)) world.counters.motionLate += 1;
      world.tick += 1;
      return outcomes;
    },
  };
}

// CONTRIBUTOR NOTES
// A remote brain is slow, talks in pieces, fails and lies. So the tick asks it as it asks for a voice (a plain question out,
// steps back through the mailbox), decides by ticks alone how long it waits, and treats every step as a wish that code may
// refuse. A record holds the steps, so a replay needs no brain.

/** A question to a brain outside the stage: all that it may know, as plain words. */
export interface ThoughtAsk {
  readonly id: number;
  /** `reflect`: one sentence on what the notes say of the guest, kept and not said; left out: an answer. */
  readonly purpose?: 'reflect';
  readonly performerNetId: number;
  readonly personaId: string;
  readonly selfName: string;
  readonly guestName: string;
  /** Names of other performers: what is written under them is not said. */
  readonly others: readonly string[];
  readonly text: string;
  readonly locale: 'en' | 'ko';
  /** What the senses and the offline brain know of it: what is meant, held out, felt; facts; what is remembered. */
  readonly notes: readonly string[];
  /** Key of a picture held out, '' when there is none. */
  readonly pictureKey: string;
  /** What was said before, oldest first. */
  readonly lines: readonly { readonly who: string; readonly own: boolean; readonly text: string }[];
}

/** What comes back, in order: sentences and tools, then done or failed. */
export type ThoughtStep =
  | { readonly kind: 'sentence'; readonly text: string; readonly locale: 'en' | 'ko' }
  | { readonly kind: 'tool'; readonly name: string; readonly argument: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed' };

/** Something an operator's agent has a performer say or do without having been asked by a guest. Plain data. */
export interface AgentAct {
  /** Wire id of the performer, and of whom it is meant for; 0: everybody. */
  readonly netId: number;
  readonly toNetId: number;
  readonly brain: string;
  readonly step: Extract<ThoughtStep, { kind: 'sentence' | 'tool' }>;
}

export interface ThoughtAnswer {
  readonly id: number;
  readonly brain: string;
  readonly step: ThoughtStep;
}

/** Where questions wait for the brain and its answers for the tick. */
export interface ThoughtDesk {
  /** Name of the brain that answers, '' while there is none. */
  brain: string;
  lastId: number;
  /** Asked in this tick; taken by the host after it. */
  readonly asks: ThoughtAsk[];
  /** Came in this tick; taken by the brain phase. */
  readonly answers: ThoughtAnswer[];
  /** What an agent wants done in this tick; taken by the brain phase. */
  readonly acts: AgentAct[];
}

export const THOUGHT_LIMITS = {
  asksMax: 16,
  answersMax: 256,
  actsMax: 32,
  /** Sentences and tools of one thought; more are left out. */
  sentencesMax: 4,
  toolsMax: 2,
  othersMax: 24,
  /** Without a first sentence by then the performer says that it thinks; and by then it answers by itself, ticks. */
  fillTicks: 14,
  giveUpTicks: 200,
} as const;

export function createThoughtDesk(): ThoughtDesk {
  return { brain: '', lastId: 0, asks: [], answers: [], acts: [] };
}

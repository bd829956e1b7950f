import type { BehaviourMessage } from '@troupe/client-sdk/protocol';

/** What a client is told of behaviours: the stage's own news, and 'updated' when a moment comes by the stage's clock. */
export interface BehaviourNews extends Omit<BehaviourMessage, 'ev'> {
  readonly ev: BehaviourMessage['ev'] | 'updated';
  /** The moment that came ('updated'), or ''. */
  readonly moment: string;
}

/** Behaviours whose moments are waited for; the oldest give way. */
const WAITING_MAX = 1_024;

/** Turns news of behaviours into moments as they come: one timer for each behaviour, set to its next moment. */
export class MomentTimer {
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #stageMs: () => number;
  readonly #emit: (news: BehaviourNews) => void;

  constructor(stageMs: () => number, emit: (news: BehaviourNews) => void) {
    this.#stageMs = stageMs;
    this.#emit = emit;
  }

  /** Takes a message of the stage. */
  take(message: BehaviourMessage): void {
    this.#emit({ ...message, moment: '' });
    this.#cancel(message.uid);
    if (message.ev !== 'started') return;
    const moments = Object.entries(message.moments)
      .filter(([name]) => name !== 'end')
      .sort((a, b) => a[1] - b[1]);
    this.#wait(message, moments, 0);
  }

  /** Forgets everything that is waited for. */
  clear(): void {
    for (const uid of [...this.#timers.keys()]) this.#cancel(uid);
  }

  #cancel(uid: number): void {
    clearTimeout(this.#timers.get(uid));
    this.#timers.delete(uid);
  }

  #wait(message: BehaviourMessage, moments: readonly [string, number][], i: number): void {
    if (i >= moments.length) {
      this.#timers.delete(message.uid);
      return;
    }
    const [moment, atMs] = moments[i];
    if (this.#timers.size >= WAITING_MAX) this.#cancel(this.#timers.keys().next().value!);
    const timer = setTimeout(
      () => {
        this.#emit({ ...message, ev: 'updated', atMs, moment });
        this.#wait(message, moments, i + 1);
      },
      Math.max(0, atMs - this.#stageMs()),
    );
    this.#timers.set(message.uid, timer);
  }
}

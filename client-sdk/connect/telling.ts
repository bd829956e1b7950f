import type { ClientMessages } from '@troupe/client-sdk/protocol';
import type { StageClock } from './stage-clock.ts';
import { isTrouble, pingWaitMs, TELL, ViewLaw } from './tell-law.ts';

/** What telling needs of its client. */
export interface TellingPorts {
  readonly clock: StageClock;
  nowMs(): number;
  /** Sends a message while the client is live; false when it is not. */
  send<K extends keyof ClientMessages>(type: K, message: ClientMessages[K]): boolean;
  /** Sends a ping, also before the client is live. */
  ping(): void;
  /** Late frames since last asked, bytes and orphaned deltas in all. */
  takeStats(): Required<ClientMessages['stats']>;
}

/** What a client tells the stage by itself: where it looks from, its clock's questions, and troubles with the stream. */
export class Telling {
  readonly #ports: TellingPorts;
  #orphansTold = 0;
  #law = new ViewLaw();
  #view: ClientMessages['view'] | undefined;
  #viewTimer: ReturnType<typeof setTimeout> | undefined;
  #pingTimer: ReturnType<typeof setTimeout> | undefined;
  #timers: ReturnType<typeof setTimeout>[] = [];

  constructor(ports: TellingPorts) {
    this.#ports = ports;
  }

  /** A connection began: asks for the time, and tells troubles from now on. */
  start(): void {
    this.stop();
    this.#timers = TELL.firstPingsMs.map((ms) => setTimeout(() => this.#ports.ping(), ms));
    this.#timers.push(setInterval(() => this.#tellHealth(), TELL.statsMs));
    this.#pingLater();
  }

  /** The stage listens: it does not know yet where the client looks from. */
  live(): void {
    this.#law = new ViewLaw();
    if (this.#view) this.view(this.#view);
  }

  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    clearTimeout(this.#pingTimer);
    clearTimeout(this.#viewTimer);
    this.#timers = [];
    this.#viewTimer = undefined;
  }

  /** Takes the newest view and tells it when that is due. */
  view(view: ClientMessages['view']): void {
    this.#view = { ...this.#view, ...view };
    clearTimeout(this.#viewTimer);
    const nowMs = this.#ports.nowMs();
    const waitMs = this.#law.waitMs(this.#view, nowMs);
    if (waitMs === Number.POSITIVE_INFINITY) return;
    if (waitMs > 0) this.#viewTimer = setTimeout(() => this.#view && this.view(this.#view), waitMs);
    else if (this.#ports.send('view', this.#view)) this.#law.told(this.#view, nowMs);
  }

  /** Poses that come late may mean that the stage gave time up: the clock asks again at once. */
  #tellHealth(): void {
    const all = this.#ports.takeStats();
    const stats = { ...all, orphanDeltas: all.orphanDeltas - this.#orphansTold };
    this.#orphansTold = all.orphanDeltas;
    if (!isTrouble(stats)) return;
    this.#ports.send('stats', stats);
    this.#ports.ping();
  }

  #pingLater(): void {
    this.#pingTimer = setTimeout(() => {
      this.#ports.ping();
      this.#pingLater();
    }, pingWaitMs(this.#ports.clock.answered));
  }
}

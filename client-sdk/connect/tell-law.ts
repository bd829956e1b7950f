/**
 * CONTRIBUTOR NOTES
 * What a stage does for a crowd is mostly what it must do for each message of a guest: 36 us for one that is read, checked and obeyed, of which
 * the checking is the least part (waking up, the socket and Colyseus are the most). A guest that told its view every 220 ms, its
 * health every second and pinged every two said 6 things a second of which the stage could use one: layers are chosen every 0.8 s, a report
 * without trouble changes nothing, and a clock drifts by 0.1 ms a second at worst: a millisecond from one ping of ten seconds to the next. Whoever strolls comes 2 m far in two such choices, and
 * layers end at 14, 30 and 90 m: every second choice needs to know of it.
 */
import type { ClientMessages } from '@troupe/client-sdk/protocol';

/** When a client tells the stage something of itself. Times in ms, lengths in m, angles in rad. */
export const TELL = {
  /** A view that changed much is told this soon after the last, one that changed a little for every second choice of the stage. */
  viewSoonMs: 200,
  viewMs: 1_600,
  soonMoveM: 3,
  soonTurn: 0.6,
  moveM: 0.4,
  turn: 0.1,
  /** Pings: a few at once, then slowly until the clock knows enough, then seldom; at once when poses come late. */
  firstPingsMs: [0, 150, 300, 600],
  pingMs: 2_000,
  knownPings: 12,
  settledPingMs: 10_000,
  statsMs: 1_000,
  /** Late frames of a second that are trouble: fewer the stage would pass over. */
  lateFrames: 4,
} as const;

type View = ClientMessages['view'];

/** Says when a view is worth telling. One a connection: the stage forgets it with the connection. */
export class ViewLaw {
  #told: View | undefined;
  #toldMs = Number.NEGATIVE_INFINITY;

  /** How long until this view is to be told, ms: 0 now, Infinity when it says nothing new. */
  waitMs(view: View, nowMs: number): number {
    const told = this.#told;
    if (!told) return 0;
    const moved = Math.hypot(view.x - told.x, view.z - told.z);
    const turned = Math.abs(angleBetween(view, told));
    const budget = view.budgetBytesPerSecond ?? told.budgetBytesPerSecond;
    const soon = moved >= TELL.soonMoveM || turned >= TELL.soonTurn || budget !== told.budgetBytesPerSecond;
    if (!soon && moved < TELL.moveM && turned < TELL.turn) return Number.POSITIVE_INFINITY;
    return Math.max(0, this.#toldMs + (soon ? TELL.viewSoonMs : TELL.viewMs) - nowMs);
  }

  told(view: View, nowMs: number): void {
    this.#told = { ...this.#told, ...view };
    this.#toldMs = nowMs;
  }
}

function angleBetween(a: View, b: View): number {
  return Math.atan2(a.dirX * b.dirZ - a.dirZ * b.dirX, a.dirX * b.dirX + a.dirZ * b.dirZ);
}

/** Time until the next ping after so many have been answered, ms. */
export function pingWaitMs(answered: number): number {
  return answered < TELL.knownPings ? TELL.pingMs : TELL.settledPingMs;
}

/** True when the stage would do something about it. */
export function isTrouble({ lateFrames, orphanDeltas = 0 }: ClientMessages['stats']): boolean {
  return lateFrames >= TELL.lateFrames || orphanDeltas > 0;
}

/** Who holds a seat on the stage, by the secret token of the visit. */
interface Seat {
  readonly netId: number;
  /** Connection that the seat belongs to now; another one's farewell is no farewell. */
  sessionId: string;
  cancel: (() => void) | undefined;
}

/** How long a body waits for its guest when the server that the guest came by has died, ms. */
export const SEAT_WAITS_MS = 20_000;

/**
 * Seats of guests with bodies, whatever process their connection ends in: a guest whose edge died takes its seat again by
 * another one, with the token that only it knows.
 */
export class SeatBook {
  readonly #seats = new Map<string, Seat>();
  readonly #after: (ms: number, callback: () => void) => () => void;
  readonly #onGone: (netId: number) => void;

  /** @param onGone called once for each guest that is gone for good */
  constructor(after: (ms: number, callback: () => void) => () => void, onGone: (netId: number) => void) {
    this.#after = after;
    this.#onGone = onGone;
  }

  enter(token: string, netId: number, sessionId: string): void {
    this.#seats.set(token, { netId, sessionId, cancel: undefined });
  }

  /** Gives the seat to another connection; undefined when there is no such seat (any more). */
  resume(token: string, sessionId: string): number | undefined {
    const seat = this.#seats.get(token);
    if (!seat) return undefined;
    seat.cancel?.();
    seat.cancel = undefined;
    seat.sessionId = sessionId;
    return seat.netId;
  }

  /** A connection ended for good. True when the seat was its own, and is free now. */
  leave(token: string, sessionId: string): boolean {
    const seat = this.#seats.get(token);
    if (seat?.sessionId !== sessionId) return false;
    seat.cancel?.();
    this.#seats.delete(token);
    this.#onGone(seat.netId);
    return true;
  }

  /** The server of a connection died: the seat waits a while for somebody to resume it. */
  lose(token: string, sessionId: string): void {
    const seat = this.#seats.get(token);
    if (seat?.sessionId !== sessionId || seat.cancel) return;
    seat.cancel = this.#after(SEAT_WAITS_MS, () => this.leave(token, sessionId));
  }
}

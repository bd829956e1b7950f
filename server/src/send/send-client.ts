import { WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import type { Viewpoint } from './rank-bodies.ts';
import { NO_LAYER, UNSYNCED } from './sent-word.ts';
import { createTurnLists, type TurnLists } from './turn-lists.ts';

/** Where a client's bytes go; free of Colyseus so that an edge process is only another sink. */
export interface Sink {
  /**
   * Frames (frames.ts), one after another. They are the sender's own: a sink that could not hand over all of them at once
   * says so by bufferedBytes, and they stay as they are until it is 0 again.
   */
  write(frames: Uint8Array): void;
  bufferedBytes(): number;
  /** False while the client has not yet said that it joined: it gets poses, but news by another road. */
  hasJoined(): boolean;
  /** Closes a client that does not read. */
  drop(): void;
}

/** One client of the stream. */
export interface SendClient {
  readonly view: Viewpoint;
  readonly sink: Sink;
  /** Layer chosen by slot; NO_LAYER: none yet. */
  readonly layers: Uint8Array;
  readonly turns: TurnLists;
  /** What each slot was last sent, see sentWord; UNSYNCED: nothing that a delta could follow. */
  readonly sent: Int32Array;
  /** Part of the shared buffer that the socket still reads from, -1: none. */
  heldRegion: number;
  /** True while its messages go out two by two. */
  pairs: boolean;
  /** Where the frames lie that wait for the next, and their length; 0: none wait. */
  waitingAt: number;
  waitingBytes: number;
  budgetBytesPerSecond: number;
  budgetWanted: number;
  /** True once the budget was too much; from then on it grows slowly. */
  hasShrunk: boolean;
  /** Share of the budget that is given out to layers, and what was sent since they were last chosen. */
  gain: number;
  windowBytes: number;
  windowTicks: number;
  slowTicks: number;
  propsSent: boolean;
  /** True once the client was told to go: it gets nothing more. */
  dropped: boolean;
  resyncTick: number;
  readonly phase: number;
  bytesSent: number;
  skipped: number;
}

export function createSendClient(sink: Sink, ownSlot: number, capacity: number, phase: number): SendClient {
  return {
    view: { x: 0, z: 0, dirX: 0, dirZ: 1, ownSlot },
    sink,
    layers: new Uint8Array(capacity).fill(NO_LAYER),
    turns: createTurnLists(capacity),
    sent: new Int32Array(capacity).fill(UNSYNCED),
    heldRegion: -1,
    pairs: false,
    waitingAt: 0,
    waitingBytes: 0,
    budgetBytesPerSecond: WIRE_LIMITS.budgetBytesPerSecond,
    budgetWanted: WIRE_LIMITS.budgetBytesPerSecond,
    hasShrunk: false,
    gain: 0.85,
    windowBytes: 0,
    windowTicks: 0,
    slowTicks: 0,
    propsSent: false,
    dropped: false,
    resyncTick: 0,
    phase,
    bytesSent: 0,
    skipped: 0,
  };
}

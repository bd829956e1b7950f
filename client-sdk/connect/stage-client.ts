import { Client, type Room } from '@colyseus/sdk';
import {
  BYTES_TYPE,
  CLOSE_CODE,
  type ClientMessages,
  type OwnBody,
  PoseDecoder,
  type ServerMessages,
  type StageEventMessage,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { PoseSampler } from '../playback/pose-sampler.ts';
import { Emitter } from './emitter.ts';
import { StageClock } from './stage-clock.ts';

/** Where a client stands with its stage; every state is one a person can be told. */
export type ConnectionState =
  | 'idle'
  | 'connecting'
  | 'live'
  | 'reconnecting'
  | 'full'
  | 'versionMismatch'
  | 'closed'
  | 'error';

/** One human of the roster. */
export interface RosterEntry {
  readonly netId: number;
  readonly kind: 'performer' | 'guest';
  readonly name: { readonly en: string; readonly ko: string };
  readonly bodyId: string;
}

/** A prop's newest place. */
export interface PropState {
  readonly position: Float64Array;
  readonly rotation: Float32Array;
}

export interface StageClientOptions {
  /** http(s) address of the server, e.g. 'http://localhost:2567'. */
  readonly url: string;
  readonly room?: string;
  /** Name shown over the guest's head. */
  readonly name?: string;
  /** Body to wear; empty (default) watches without one. */
  readonly bodyId?: string;
  readonly locale?: 'en' | 'ko';
  /** Time source, ms; performance.now by default. */
  readonly nowMs?: () => number;
}

export interface StageClientEvents extends Record<string, unknown> {
  state: { readonly state: ConnectionState; readonly reason: string };
  welcome: ServerMessages['welcome'];
  /** A line or a gesture; `atMs` is stage time. */
  event: StageEventMessage;
  join: RosterEntry;
  leave: RosterEntry;
  /** The own body as settled by the server, for reconciliation. */
  own: OwnBody & { readonly presentAtMs: number };
  /** A pose message was decoded. */
  pose: { readonly presentAtMs: number; readonly bytes: number };
}

const PING_MS = 2_000;
const FIRST_PINGS_MS = [0, 150, 300, 600];
const STATS_MS = 1_000;
const RECONNECT = { retries: 30, firstDelayMs: 300, delayMsMax: 8_000 } as const;

interface WireHuman {
  netId: number;
  performer: boolean;
  nameEn: string;
  nameKo: string;
  bodyId: string;
}

/**
 * A guest's side of a stage: joins, keeps the clock, decodes poses into `sampler`, tells what happens, reconnects.
 * Works in browsers and in Node 24.
 *
 * @example
 * const client = new StageClient({ url: 'http://localhost:2567' });
 * client.on('event', (event) => console.log(event.text));
 * await client.connect();
 */
export class StageClient extends Emitter<StageClientEvents> {
  readonly roster = new Map<number, RosterEntry>();
  readonly props = new Map<number, PropState>();
  readonly sampler = new PoseSampler();
  readonly clock = new StageClock();
  readonly decoder = new PoseDecoder();
  /** Wire id of the own body, 0 without one. */
  netId = 0;
  #room: Room | undefined;
  #state: ConnectionState = 'idle';
  #inputSeq = 0;
  #receivedBytes = 0;
  #orphansTold = 0;
  #timers: ReturnType<typeof setTimeout>[] = [];
  readonly #options: Required<StageClientOptions>;

  constructor(options: StageClientOptions) {
    super();
    this.#options = {
      room: 'stage',
      name: '',
      bodyId: '',
      locale: 'en',
      nowMs: () => performance.now(),
      ...options,
    };
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Stage time now, ms. */
  stageMs(): number {
    return this.clock.stageMs(this.#options.nowMs());
  }

  /**
   * Joins the stage; resolves when the server has answered. A refusal rejects and sets the state that says why
   * ('full', 'versionMismatch', 'error').
   */
  async connect(): Promise<ServerMessages['welcome']> {
    if (this.#room) throw new Error('StageClient.connect: already connected; call leave() first');
    this.#setState('connecting', '');
    const { url, room: name, bodyId, locale } = this.#options;
    try {
      const sdk = new Client(url.replace(/^http/, 'ws'));
      const room = await sdk.joinOrCreate(name, {
        vhp: [WIRE_LIMITS.version],
        name: this.#options.name,
        bodyId,
        locale,
      });
      this.#room = room;
      return await this.#listen(room);
    } catch (error) {
      const { code, message } = error as { code?: number; message?: string };
      this.#room = undefined;
      this.#setState(refusal(code, message ?? ''), message ?? String(error));
      throw error;
    }
  }

  /** Leaves for good. */
  async leave(): Promise<void> {
    const room = this.#room;
    this.#room = undefined;
    this.#stopTimers();
    if (room) await room.leave(true);
    this.#setState('closed', 'left');
  }

  /** Sends the wish of the own body; returns the sequence number that `own.ackSeq` will acknowledge. */
  sendInput(input: Omit<ClientMessages['input'], 'seq'>): number {
    this.#inputSeq += 1;
    this.#send('input', { ...input, seq: this.#inputSeq });
    return this.#inputSeq;
  }

  /** Says a line to whoever is near. */
  say(text: string, locale: 'en' | 'ko' = this.#options.locale): void {
    this.#send('say', { text: text.slice(0, WIRE_LIMITS.sayCharactersMax), locale });
  }

  /** Performs one of `welcome.actions`. */
  gesture(action: string): void {
    this.#send('gesture', { action });
  }

  /** Tells where the camera is, so that the near and seen come in detail; at most 5 a second. */
  setView(view: ClientMessages['view']): void {
    this.#send('view', view);
  }

  #send<K extends keyof ClientMessages>(type: K, message: ClientMessages[K]): void {
    if (this.#state === 'live') this.#room?.send(type, message);
  }

  #setState(state: ConnectionState, reason: string): void {
    if (state === this.#state) return;
    this.#state = state;
    this.emit('state', { state, reason });
  }

  #listen(room: Room): Promise<ServerMessages['welcome']> {
    room.reconnection.maxRetries = RECONNECT.retries;
    room.reconnection.minUptime = 0;
    // Full jitter: when a thousand guests lose one server they must not come back in one moment.
    room.reconnection.backoff = (attempt) =>
      Math.random() * Math.min(RECONNECT.delayMsMax, RECONNECT.firstDelayMs * 2 ** attempt);
    const welcomed = new Promise<ServerMessages['welcome']>((resolve, reject) => {
      room.onMessage('welcome', (welcome: ServerMessages['welcome']) => {
        this.netId = welcome.netId;
        this.#setState('live', '');
        this.emit('welcome', welcome);
        resolve(welcome);
      });
      room.onLeave((code, reason) => {
        this.#left(code, reason ?? '');
        reject(Object.assign(new Error(reason || `closed with code ${code}`), { code }));
      });
    });
    welcomed.catch(() => {});
    room.onMessage('event', (event: StageEventMessage) => this.emit('event', event));
    room.onMessage('pong', (pong: ServerMessages['pong']) =>
      this.clock.add(pong.clientMs, this.#options.nowMs(), pong.stageMs),
    );
    room.onMessage(BYTES_TYPE.pose, (bytes: Uint8Array) => this.#pose(bytes));
    room.onStateChange((state: { humans?: Map<string, WireHuman> }) => this.#syncRoster(state.humans));
    room.onDrop(() => this.#setState('reconnecting', ''));
    room.onReconnect(() => {
      this.clock.reset();
      this.#setState('live', '');
      this.#startTimers(room);
    });
    this.#startTimers(room);
    return welcomed;
  }

  #left(code: number, reason: string): void {
    this.#stopTimers();
    if (!this.#room) return;
    this.#room = undefined;
    this.#setState(refusal(code, reason), reason || `code ${code}`);
  }

  #startTimers(room: Room): void {
    this.#stopTimers();
    const ping = (): void => {
      if (room.connection.isOpen) room.send('ping', { clientMs: this.#options.nowMs() });
    };
    this.#timers = FIRST_PINGS_MS.map((ms) => setTimeout(ping, ms));
    this.#timers.push(setInterval(ping, PING_MS));
    this.#timers.push(
      setInterval(() => {
        this.#send('stats', {
          lateFrames: Math.min(10_000, this.sampler.takeLateFrames()),
          receivedBytes: this.#receivedBytes,
          orphanDeltas: this.#takeOrphans(),
        });
      }, STATS_MS),
    );
  }

  /** Orphaned deltas since last asked. */
  #takeOrphans(): number {
    const { orphanDeltas } = this.decoder.counters;
    const since = orphanDeltas - this.#orphansTold;
    this.#orphansTold = orphanDeltas;
    return since;
  }

  #stopTimers(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers = [];
  }

  #pose(bytes: Uint8Array): void {
    this.#receivedBytes += bytes.length;
    const arrivedMs = this.stageMs();
    const presentAtMs = this.decoder.decode(bytes, {
      onBody: (body, atMs) => this.sampler.add(body, atMs, arrivedMs),
      onProp: (index, position, rotation) => this.#prop(index, position, rotation),
      onOwn: (own, atMs) => this.emit('own', { ...own, presentAtMs: atMs }),
    });
    if (presentAtMs >= 0) this.emit('pose', { presentAtMs, bytes: bytes.length });
  }

  #prop(index: number, position: Float64Array, rotation: Float32Array): void {
    const known = this.props.get(index);
    if (known) {
      known.position.set(position);
      known.rotation.set(rotation);
    } else {
      this.props.set(index, { position: position.slice(), rotation: rotation.slice() });
    }
  }

  #syncRoster(humans: Map<string, WireHuman> | undefined): void {
    if (!humans) return;
    const present = new Set<number>();
    for (const human of humans.values()) {
      present.add(human.netId);
      if (this.roster.has(human.netId)) continue;
      const entry: RosterEntry = {
        netId: human.netId,
        kind: human.performer ? 'performer' : 'guest',
        name: { en: human.nameEn, ko: human.nameKo },
        bodyId: human.bodyId,
      };
      this.roster.set(entry.netId, entry);
      this.emit('join', entry);
    }
    for (const [netId, entry] of this.roster) {
      if (present.has(netId)) continue;
      this.roster.delete(netId);
      this.decoder.remove(netId);
      this.sampler.remove(netId);
      this.emit('leave', entry);
    }
  }
}

/** The state that a close code or a refused join means. */
function refusal(code: number | undefined, message: string): ConnectionState {
  if (code === CLOSE_CODE.full || /full|maxClients|locked/i.test(message)) return 'full';
  if (code === CLOSE_CODE.versionMismatch) return 'versionMismatch';
  if (code === 1000 || code === 4000 || code === CLOSE_CODE.stageClosing) return 'closed';
  return 'error';
}

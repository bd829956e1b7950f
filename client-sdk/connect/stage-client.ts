import type { Room } from '@colyseus/sdk';
import {
  type BehaviourMessage,
  BYTES_TYPE,
  type ClientMessages,
  type CueMessage,
  decodeVoiceChunk,
  type Modality,
  type OwnBody,
  PoseDecoder,
  SENSE_LIMITS,
  type SenseDataInput,
  type SenseRefusal,
  type ServerMessages,
  SHOW_DELAY_MS,
  type ShowMessage,
  type StageEventMessage,
  type VoiceChunk,
  WIRE_LIMITS,
  type WorkMessage,
  type WorksMessage,
} from '@troupe/client-sdk/protocol';
import { loadFarMotions } from '../playback/load-far-motions.ts';
import { PoseSampler } from '../playback/pose-sampler.ts';
import type { ConnectionState } from './connection-state.ts';
import { EarlyClient } from './early-client.ts';
import { Emitter } from './emitter.ts';
import { GuestVisit, type KeptMemory, type SenseMore } from './guest-visit.ts';
import { type BehaviourNews, MomentTimer } from './moment-timer.ts';
import { jitteredMs, mayRejoin, REJOIN, RESUME, refusal, wait } from './reconnect-law.ts';
import { type RosterEntry, syncRoster, type WireHuman } from './roster.ts';
import { StageClock } from './stage-clock.ts';
import { Telling } from './telling.ts';

export type { RosterEntry } from './roster.ts';

/** A prop's newest place. */
export interface PropState {
  readonly position: Float64Array;
  readonly rotation: Float32Array;
}

export interface StageClientOptions {
  /** http(s) address of the server, e.g. 'http://localhost:2567'. */
  readonly url: string;
  readonly room?: string;
  /** Which of the server's stages, see `GET /stages`; the first by default. */
  readonly stage?: string;
  /** Name shown over the guest's head. */
  readonly name?: string;
  /** Body to wear; empty (default) watches without one. */
  readonly bodyId?: string;
  /** Secret of an own body made from a photo; nobody else may wear it. */
  readonly bodySecret?: string;
  readonly locale?: 'en' | 'ko';
  /** Secret of 16 characters and more by which the guest is known again; keep it (localStorage) and show it to nobody. */
  readonly memoryKey?: string;
  /** True: what the guest tells of itself may be kept beyond the visit. */
  readonly remember?: boolean;
  /** Time source, ms; performance.now by default. */
  readonly nowMs?: () => number;
}

export interface StageClientEvents extends Record<string, unknown> {
  state: { readonly state: ConnectionState; readonly reason: string };
  welcome: ServerMessages['welcome'];
  /** A line or a gesture; `atMs` is stage time. */
  event: StageEventMessage;
  /** Something performed began, came to a moment (a sync point, a word), ended, or was stopped. */
  behaviour: BehaviourNews;
  /** How the show stands; told when it changes. */
  show: ShowMessage;
  /** A cue began, ended, was stopped or failed; `atMs` is stage time. */
  cue: CueMessage;
  /** Paintings made here; told whenever one is begun or hung. */
  works: readonly WorkMessage[];
  /** Who wears a painting changed: sha256 of the picture by wire id. */
  worn: Readonly<Record<string, string>>;
  join: RosterEntry;
  leave: RosterEntry;
  /** The own body as settled by the server, for reconciliation. */
  own: OwnBody & { readonly presentAtMs: number };
  /** Something sensed was turned away by the stage. */
  senseRefused: ServerMessages['senseRefused'];
  /** A piece of somebody's voice; only after `listen(true)`. */
  voice: VoiceChunk;
  /** A pose message was decoded. */
  pose: { readonly presentAtMs: number; readonly bytes: number };
}

/** Longest that leaving waits for the stage's answer. */
const LEAVE_MS = 1_000;

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
  /** Paintings made here, as last told. */
  works: readonly WorkMessage[] = [];
  /** Who wears a painting: sha256 of the picture by wire id. */
  worn: Readonly<Record<string, string>> = {};
  /** Wire id of the own body, 0 without one. */
  netId = 0;
  /** Life of the stage that the roster and wire ids belong to; '' before the first welcome. */
  #stageLife = '';
  #room: Room | undefined;
  #state: ConnectionState = 'idle';
  #inputSeq = 0;
  #listens = false;
  readonly #visit: GuestVisit;
  #receivedBytes = 0;
  /** Rises with every connect and leave, so that a late rejoin of an earlier life ends itself. */
  #life = 0;
  readonly #telling = new Telling({
    clock: this.clock,
    nowMs: () => this.#options.nowMs(),
    send: (type, message) => this.#send(type, message),
    ping: () => this.#ping(),
    takeStats: () => ({
      lateFrames: Math.min(10_000, this.sampler.takeLateFrames()),
      receivedBytes: this.#receivedBytes,
      orphanDeltas: this.decoder.counters.orphanDeltas,
    }),
  });
  readonly #moments = new MomentTimer(
    () => this.stageMs(),
    (news) => this.emit('behaviour', news),
  );
  readonly #options: Required<StageClientOptions>;

  constructor(options: StageClientOptions) {
    super();
    this.#options = {
      room: 'stage',
      stage: '',
      name: '',
      bodyId: '',
      bodySecret: '',
      locale: 'en',
      memoryKey: '',
      remember: false,
      nowMs: () => performance.now(),
      ...options,
    };
    this.#visit = new GuestVisit(options.url);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Port of the server that the connection ends at; a stage may have several. 0 without a connection. */
  get serverPort(): number {
    const { transport } = (this.#room?.connection ?? {}) as { transport?: { ws?: { url?: string } } };
    return Number(new URL(transport?.ws?.url ?? 'ws://none:0').port);
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
    if (this.#room || this.#state === 'connecting' || this.#state === 'reconnecting')
      throw new Error('StageClient.connect: already connected; call leave() first');
    this.#life += 1;
    this.#setState('connecting', '');
    try {
      return await this.#join();
    } catch (error) {
      const { code, message } = error as { code?: number; message?: string };
      this.#room = undefined;
      this.#stopTimers();
      this.#setState(refusal(code, message ?? ''), message ?? String(error));
      throw error;
    }
  }

  async #join(): Promise<ServerMessages['welcome']> {
    const { url, room: roomName, nowMs: _, ...join } = this.#options;
    const life = this.#life;
    let welcome!: Promise<ServerMessages['welcome']>;
    const sdk = new EarlyClient(url.replace(/^http/, 'ws'), (made) => {
      if (life !== this.#life) return;
      this.#room = made;
      welcome = this.#listen(made);
    });
    const room = await sdk.joinOrCreate(roomName, {
      vhp: [WIRE_LIMITS.version],
      ...join,
      resume: this.#visit.token,
    });
    if (life !== this.#life) {
      room.leave(true);
      throw new Error('StageClient: left while joining');
    }
    void loadFarMotions(url).then((far) => {
      this.sampler.far = far;
    });
    return (await Promise.all([welcome, this.clock.known()]))[0];
  }

  /** Leaves for good. */
  async leave(): Promise<void> {
    const room = this.#room;
    this.#life += 1;
    this.#room = undefined;
    this.#stopTimers();
    this.#setState('closed', 'left');
    if (!room) return;
    // While it reconnects the SDK's leave would wait for ever: no more tries, and onReconnect leaves what still opens.
    room.reconnection.enabled = false;
    if (room.connection.isOpen) await Promise.race([room.leave(true), wait(LEAVE_MS)]);
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

  /** Votes in the poll that is open. */
  vote(option: string): void {
    this.#send('vote', { option });
  }

  /** Claps once. */
  applaud(): void {
    this.#send('applaud', {});
  }

  /** Says whether the guest's own name may stand on the screen of a show; without a word it may not. */
  showName(on: boolean): void {
    this.#send('showName', { on });
  }

  /** Where the camera is, so that the near and seen come in detail. Call it as often as you like: what is worth telling is told. */
  setView(view: ClientMessages['view']): void {
    this.#telling.view(view);
  }

  /** Asks for voices, or to be spared them; kept over reconnections. `VoicePlayer` plays what comes. */
  listen(on: boolean): void {
    this.#listens = on;
    this.#send('listen', { on });
  }

  /**
   * Sends something sensed. It is checked here first, by the table that the stage holds too.
   *
   * @returns what it was refused for, here or (large ones) by the stage; undefined when it is on its way
   */
  async sense<M extends Modality>(
    m: M,
    data: SenseDataInput[M],
    more: SenseMore = {},
  ): Promise<SenseRefusal | undefined> {
    const reading = this.#visit.event(m, data, { t0: Math.max(0, Math.round(this.stageMs())), ...more });
    if (!reading.ok) return reading.refusal;
    if (SENSE_LIMITS[m].road === 'post') return await this.#visit.post(reading.event);
    this.#send('sense', reading.event);
    return undefined;
  }

  /** Name of the model by which this stage writes down what guests say; '' when it does not. */
  readonly transcriber = (): Promise<string> => this.#visit.transcriber();
  /** Has a sentence written down: a WAV of 0.2 to 30 s (PCM, mono, 16 bit). @throws Error that says why not */
  readonly transcribe = (wav: Uint8Array<ArrayBuffer>, lang = this.#options.locale): Promise<string> =>
    this.#visit.transcribe(wav, lang);

  /** What is kept of the guest beyond its visit. */
  memories(): Promise<readonly KeptMemory[]> {
    return this.#visit.memories();
  }

  /** Has everything erased that performers and the store hold of the guest. */
  forgetMe(): Promise<void> {
    return this.#visit.forgetMe();
  }

  #send<K extends keyof ClientMessages>(type: K, message: ClientMessages[K]): boolean {
    if (this.#state !== 'live' || !this.#room) return false;
    this.#room.send(type, message);
    return true;
  }

  #ping(): void {
    if (this.#room?.connection.isOpen) this.#room.send('ping', { clientMs: this.#options.nowMs() });
  }

  #setState(state: ConnectionState, reason: string): void {
    if (state === this.#state) return;
    this.#state = state;
    if (state === 'live') this.#telling.live();
    this.emit('state', { state, reason });
  }

  #listen(room: Room): Promise<ServerMessages['welcome']> {
    room.reconnection.maxRetries = RESUME.retries;
    room.reconnection.minUptime = 0;
    room.reconnection.backoff = (attempt) => jitteredMs(RESUME, attempt);
    const welcomed = new Promise<ServerMessages['welcome']>((resolve, reject) => {
      let known = false;
      room.onMessage('welcome', (welcome: ServerMessages['welcome']) => {
        known = true;
        this.#enter(room, welcome);
        this.#setState('live', '');
        if (this.#listens) this.#send('listen', { on: true });
        this.emit('welcome', welcome);
        resolve(welcome);
      });
      room.onLeave((code, reason) => {
        // Before the welcome whoever asked to join is told, and decides.
        if (known) this.#left(room, code, reason ?? '');
        reject(Object.assign(new Error(reason || `closed with code ${code}`), { code }));
      });
    });
    welcomed.catch(() => {});
    room.onMessage('event', (event: StageEventMessage) => this.emit('event', event));
    room.onMessage('behaviour', (message: BehaviourMessage) => this.#moments.take(message));
    room.onMessage('show', (message: ShowMessage) => {
      const on = message.status === 'playing' || message.status === 'paused';
      this.sampler.clock.leastMs = on ? SHOW_DELAY_MS : 0;
      this.emit('show', message);
    });
    room.onMessage('cue', (message: CueMessage) => this.emit('cue', message));
    room.onMessage('works', ({ works, worn = {} }: WorksMessage) => {
      this.works = works;
      this.worn = worn;
      this.emit('works', works);
      this.emit('worn', worn);
    });
    room.onMessage('pong', (pong: ServerMessages['pong']) =>
      this.clock.add(pong.clientMs, this.#options.nowMs(), pong.stageMs),
    );
    room.onMessage('lost', ({ lostMs }: ServerMessages['lost']) => this.clock.lose(lostMs));
    room.onMessage(BYTES_TYPE.pose, (bytes: Uint8Array) => this.#pose(bytes));
    room.onMessage('senseRefused', (refusal: ServerMessages['senseRefused']) => {
      // The stage gave time up: what is sensed next is not to be dated ahead of it again.
      if (refusal.code === 'clock') this.#ping();
      this.emit('senseRefused', refusal);
    });
    room.onMessage(BYTES_TYPE.voice, (bytes: Uint8Array) => {
      const chunk = decodeVoiceChunk(bytes);
      if (chunk) this.emit('voice', chunk);
    });
    room.onStateChange((state: { humans?: Map<string, WireHuman> }) => this.#syncRoster(state.humans));
    room.onDrop(() => {
      if (room === this.#room) this.#setState('reconnecting', '');
    });
    room.onReconnect(() => {
      if (room !== this.#room) {
        room.leave(true);
        return;
      }
      this.clock.reset();
      this.#setState('live', '');
      this.#startTimers();
    });
    this.#startTimers();
    return welcomed;
  }

  /** The same stage as before goes on as it was; of another life of it nobody may be taken for somebody of before. */
  #enter(room: Room, welcome: ServerMessages['welcome']): void {
    if (welcome.life !== this.#stageLife && this.#stageLife !== '') {
      this.#forgetEverybody();
      this.#syncRoster((room.state as { humans?: Map<string, WireHuman> }).humans);
    }
    if (welcome.netId !== this.netId) this.#inputSeq = 0;
    this.#stageLife = welcome.life;
    this.netId = welcome.netId;
    this.#visit.token = welcome.senseToken;
  }

  #left(room: Room, code: number, reason: string): void {
    if (room !== this.#room) return;
    this.#stopTimers();
    this.#room = undefined;
    if (mayRejoin(code)) this.#rejoin(reason || `code ${code}`);
    else this.#setState(refusal(code, reason), reason || `code ${code}`);
  }

  /**
   * The connection is lost but the stage may be there, by this server or another, or come back: joins anew, with the token
   * of the visit, so that a stage that still keeps the body gives it back.
   */
  async #rejoin(reason: string): Promise<void> {
    const life = this.#life;
    this.#setState('reconnecting', reason);
    this.clock.reset();
    for (let attempt = 0; attempt < REJOIN.attemptsMax; attempt++) {
      await wait(jitteredMs(REJOIN, attempt));
      if (life !== this.#life) return;
      try {
        await this.#join();
        return;
      } catch (error) {
        if (life !== this.#life) return;
        this.#room = undefined;
        this.#stopTimers();
        const { code, message } = error as { code?: number; message?: string };
        const state = refusal(code, message ?? '');
        if (state !== 'error') {
          this.#setState(state, message ?? '');
          return;
        }
      }
    }
    this.#setState('error', `no connection after ${REJOIN.attemptsMax} attempts: ${reason}`);
  }

  #forgetEverybody(): void {
    for (const netId of this.decoder.bodies.keys()) this.sampler.remove(netId);
    this.decoder.bodies.clear();
    this.props.clear();
    for (const [netId, entry] of this.roster) {
      this.roster.delete(netId);
      this.sampler.remove(netId);
      this.emit('leave', entry);
    }
  }

  #startTimers(): void {
    this.#stopTimers();
    this.#telling.start();
  }

  #stopTimers(): void {
    this.#telling.stop();
    this.#moments.clear();
  }

  #pose(bytes: Uint8Array): void {
    this.#receivedBytes += bytes.length;
    const arrivedMs = this.stageMs();
    const presentAtMs = this.decoder.decode(bytes, {
      onBody: (body, atMs) => this.sampler.add(body, atMs, arrivedMs),
      onAct: (body, motion, phase, atMs) => this.sampler.addAct(body.netId, motion, phase, atMs),
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
    syncRoster(this.roster, humans, {
      onCome: (entry) => this.emit('join', entry),
      onGone: (entry) => {
        this.decoder.remove(entry.netId);
        this.sampler.remove(entry.netId);
        this.emit('leave', entry);
      },
    });
  }
}

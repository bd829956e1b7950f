import type { FarMotions } from '@troupe/client-sdk/protocol';
import type { Redis } from 'ioredis';
import type { Recalled } from '../memory/index.ts';
import { type HostListener, type JoinMessage, type RoomHost, sendVoices } from '../rooms/index.ts';
import { FarActs, PoseSender, VoiceSender } from '../send/index.ts';
import type { MailboxMessage, Outcome } from '../tick/index.ts';
import { TICK_MS, type World } from '../world/index.ts';
import { EDGE_LIMITS } from './edge-hub.ts';
import { EdgeLink } from './edge-link.ts';
import type { DownMessage, NewsMessage } from './edge-wire.ts';
import { Mirror } from './mirror.ts';

type Opening = Extract<DownMessage, { kind: 'opening' }>;

/** Without poses for so long the stage is asked for anew, ms. */
const FEED_SILENT_MS = 1_000;
/** How often an edge that misses something may ask for keys of everybody, ms. */
const RESYNC_MS = 1_000;
/** Longest that a client's clock is carried on beyond the newest tick, ms; the stage's own rule. */
const CLOCK_AHEAD_MS = TICK_MS * 4;

export interface EdgeHostOptions {
  /** An empty world of the stage's file and cast. */
  readonly world: World;
  readonly id: string;
  /** Id of this process in Colyseus' list of rooms, known once it listens. */
  readonly processId: () => string | undefined;
  readonly cluster: string;
  readonly stageId: string;
  /** What people without joints can be seen at from afar; the same table as the stage's. */
  readonly far?: FarMotions;
  readonly pub: Redis;
  readonly sub: Redis;
  readonly nowMs: () => number;
  readonly onProblem: (message: string) => void;
  /** The stage began anew: seats and wire ids of before mean nothing any more. */
  readonly onNewLife: () => void;
}

/** A stage that lives elsewhere, as rooms of this process see it. */
export class EdgeHost implements RoomHost {
  readonly world: World;
  readonly sender: PoseSender;
  readonly voiceSender = new VoiceSender();
  readonly visits: RoomHost['visits'] = new Map();
  readonly listeners = new Set<HostListener>();
  /** Resolves when the stage has been found. */
  readonly opened: Promise<void>;
  life = '';
  readonly #options: EdgeHostOptions;
  readonly #mirror: Mirror;
  readonly #link: EdgeLink;
  readonly #timer: NodeJS.Timeout;
  #show: ReturnType<RoomHost['show']>;
  #works: ReturnType<RoomHost['works']> = { works: [] };
  #lastFeedMs = Number.NEGATIVE_INFINITY;
  #lastResyncMs = Number.NEGATIVE_INFINITY;
  #orphans = 0;
  #found = (): void => {};

  constructor(options: EdgeHostOptions) {
    const { world, id, cluster, stageId, far, pub, sub, onProblem } = options;
    this.#options = options;
    this.world = world;
    this.#mirror = new Mirror(world);
    const { capacity } = world.humans;
    const acts = far && new FarActs(capacity, far, this.#mirror.motionOf);
    this.sender = new PoseSender(capacity, world.props.count, acts);
    this.opened = new Promise((resolve) => {
      this.#found = resolve;
    });
    this.#link = new EdgeLink({
      id,
      cluster,
      stageId,
      pub,
      sub,
      onProblem,
      onFeed: (bytes) => this.#feed(bytes),
      onNews: (message) => this.#news(message),
      onOpening: (message) => this.#open(message),
    });
    this.#timer = setInterval(() => this.#beat(), EDGE_LIMITS.beatMs);
  }

  /** Begins to listen to the stage. */
  open(): Promise<void> {
    return this.#link.open();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#link.send({ kind: 'bye' });
    await this.#link.flush();
  }

  /** Sends this tick's poses to the guests of this edge. */
  #feed(bytes: Uint8Array): void {
    const { nowMs } = this.#options;
    const presentAtMs = this.life === '' ? -1 : this.#mirror.take(bytes);
    if (presentAtMs < 0) return;
    const { world, sender } = this;
    this.#lastFeedMs = nowMs();
    world.poseTick = world.tick;
    sender.encode(world, this.#mirror.importanceOf);
    sender.sendAll(world, presentAtMs);
    sendVoices(this, presentAtMs);
    const { orphanDeltas } = this.#mirror.decoder.counters;
    if (orphanDeltas > this.#orphans && this.#lastFeedMs - this.#lastResyncMs > RESYNC_MS) {
      this.#lastResyncMs = this.#lastFeedMs;
      this.#link.send({ kind: 'resync' });
    }
    this.#orphans = orphanDeltas;
  }

  #news(message: NewsMessage): void {
    if (message.kind === 'roster') this.#mirror.roster(message.come, message.gone);
    else if (message.kind === 'show') this.#show = message.show;
    else if (message.kind === 'works') this.#works = message.works;
    else if (message.kind === 'hush') this.voiceSender.stop(message.uid);
    else if (message.kind === 'voice') {
      const { kind: _, pcm, ...line } = message;
      this.voiceSender.begin({ ...line, pcm: new Int16Array(Uint8Array.from(pcm).buffer) });
    }
    for (const listener of this.listeners) {
      if (message.kind === 'roster') listener.onRoster(this.world);
      else if (message.kind === 'events') listener.onEvents(message.events);
      else if (message.kind === 'progress') listener.onProgress(message.progress);
      else if (message.kind === 'show') listener.onShow(message.cues, message.show);
      else if (message.kind === 'works') listener.onWorks(message.works);
      else if (message.kind === 'lost') listener.onLost(message.lostMs);
    }
    this.sender.sendNews();
  }

  #open(message: Opening): void {
    const another = this.life !== '' && this.life !== message.life;
    const { world } = this;
    this.life = message.life;
    world.tick = message.tick;
    (world.social.actionNames as string[]).splice(0, Number.POSITIVE_INFINITY, ...message.actions);
    this.#show = message.show;
    this.#works = message.works;
    this.#mirror.open(message.humans);
    for (const listener of this.listeners) {
      listener.onRoster(world);
      listener.onWorks(message.works);
    }
    this.sender.sendNews();
    if (another) this.#options.onNewLife();
    this.#found();
  }

  /**
   * Once this process listens it says hello until the stage answers, and whenever its poses stop: the stage may have begun
   * anew and not know this edge.
   */
  #beat(): void {
    const processId = this.#options.processId();
    const silent = this.#options.nowMs() - this.#lastFeedMs > FEED_SILENT_MS;
    if (processId && silent) this.#link.send({ kind: 'hello', processId });
    this.#link.send({ kind: 'beat' });
    void this.#link.flush();
  }

  post(message: MailboxMessage): void {
    this.#link.send({ kind: 'post', message });
  }

  keepPicture(key: string, mime: string, bytes: Uint8Array): void {
    this.#link.send({ kind: 'picture', key, mime, bytes });
  }

  stageMs(): number {
    return this.world.tick * TICK_MS + Math.min(CLOCK_AHEAD_MS, this.#options.nowMs() - this.#lastFeedMs);
  }

  async join(message: JoinMessage, token: string): Promise<Outcome> {
    const { outcome } = await this.#link.ask({ kind: 'join', message, token });
    return outcome ?? { key: message.key, ok: false, slot: -1, netId: 0 };
  }

  async resume(token: string, sessionId: string): Promise<Outcome | undefined> {
    return (await this.#link.ask({ kind: 'resume', token, sessionId })).outcome;
  }

  leave(token: string, sessionId: string): void {
    this.#link.send({ kind: 'leave', token, sessionId });
  }

  arrive(netId: number, memoryKey: string, remember: boolean): void {
    this.#link.send({ kind: 'arrive', netId, memoryKey, remember });
  }

  async memoriesOf(netId: number): Promise<Recalled> {
    const { memories } = await this.#link.ask({ kind: 'memories', netId });
    return memories ?? { memories: [], reflections: [] };
  }

  show(): ReturnType<RoomHost['show']> {
    return this.#show;
  }

  works(): ReturnType<RoomHost['works']> {
    return this.#works;
  }
}

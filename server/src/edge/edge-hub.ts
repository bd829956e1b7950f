// CONTRIBUTOR NOTES
// The stage's side of its edges. Poses are published once, whatever the number of edges. An edge that falls silent is
// looked for in Redis: a process that was killed has no subscription left, one that merely stalls has, and is waited for.
import type { Redis } from 'ioredis';
import type { StageHost } from '../rooms/index.ts';
import { FeedComposer } from '../send/index.ts';
import type { MailboxMessage } from '../tick/index.ts';
import { HUMAN_KIND, type World } from '../world/index.ts';
import {
  channelsOf,
  type DownMessage,
  type EdgeHuman,
  type NewsMessage,
  pack,
  type UpBundle,
  type UpMessage,
  unpack,
} from './edge-wire.ts';

export const EDGE_LIMITS = {
  /** How often an edge gives a sign of life, and how long it may be silent before Redis is asked whether it is there, ms. */
  beatMs: 200,
  silentMs: 500,
  /** Given up although it still listens, ms. */
  stalledMs: 10_000,
} as const;

/** What guests may post through an edge; all else is the stage's own. */
const GUEST_TYPES = new Set<MailboxMessage['type']>(['input', 'say', 'gesture', 'sense', 'forget', 'show']);
const GUEST_SHOW = new Set(['vote', 'applaud', 'named']);

interface Edge {
  readonly processId: string;
  lastMs: number;
  /** Connections of guests by the tokens of their seats. */
  readonly seats: Map<string, string>;
}

export interface EdgeHubOptions {
  readonly host: StageHost;
  readonly cluster: string;
  readonly stageId: string;
  readonly pub: Redis;
  readonly sub: Redis;
  readonly nowMs: () => number;
  /** Takes the rooms of a process that died off the list that joins are placed by. */
  readonly forgetProcess: (processId: string) => Promise<void>;
  readonly onProblem: (message: string) => void;
}

/** Publishes a stage to its edges and takes in what their guests do. */
export class EdgeHub {
  readonly #options: EdgeHubOptions;
  readonly #channels: ReturnType<typeof channelsOf>;
  readonly #edges = new Map<string, Edge>();
  readonly #feed: FeedComposer;
  readonly #known = new Map<number, number>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: EdgeHubOptions) {
    const { host, sub, cluster, stageId } = options;
    this.#options = options;
    this.#channels = channelsOf(cluster, stageId);
    const { humans, props } = host.world;
    this.#feed = new FeedComposer(humans.capacity, props.count, host.far?.motionOf.bind(host.far));
    this.#rosterNews(host.world);
    host.onPoses.add((presentAtMs) => this.#poses(presentAtMs));
    host.listeners.add({
      onRoster: (world) => this.#news(this.#rosterNews(world)),
      onEvents: (events) => this.#news({ kind: 'events', events }),
      onProgress: (progress) => this.#news({ kind: 'progress', progress }),
      onShow: (cues, show) => this.#news({ kind: 'show', cues, show }),
      onWorks: (works) => this.#news({ kind: 'works', works }),
      onLost: (lostMs) => this.#news({ kind: 'lost', lostMs }),
    });
    host.onVoice.add({
      begin: ({ pcm, ...line }) => {
        const bytes = new Uint8Array(pcm.buffer, pcm.byteOffset, pcm.byteLength);
        this.#news({ kind: 'voice', ...line, pcm: bytes });
      },
      stop: (uid) => this.#news({ kind: 'hush', uid }),
    });
    // Other stages of this process listen on the same line.
    sub.on('messageBuffer', (channel: Buffer, bytes: Buffer) => {
      if (channel.toString() === this.#channels.up) this.#take(bytes);
    });
    this.#timer = setInterval(() => this.#watch(), EDGE_LIMITS.beatMs);
  }

  /** Ids of the edges that are here. */
  get edges(): readonly string[] {
    return [...this.#edges.keys()];
  }

  async open(): Promise<void> {
    await this.#options.sub.subscribe(this.#channels.up);
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #publish(channel: string, bytes: Uint8Array): void {
    const { pub, onProblem } = this.#options;
    if (pub.status !== 'ready') return;
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    pub.publish(channel, buffer).catch((error: Error) => onProblem(`edges: ${error.message}`));
  }

  #poses(presentAtMs: number): void {
    if (this.#edges.size === 0) return;
    const { host } = this.#options;
    this.#publish(this.#channels.feed, this.#feed.compose(host.world, host.sender.encoder, presentAtMs));
  }

  #news(message: NewsMessage): void {
    if (this.#edges.size > 0) this.#publish(this.#channels.news, pack(message));
  }

  #tell(edge: string, message: DownMessage): void {
    this.#publish(this.#channels.edge(edge), pack(message));
  }

  /** Who came and went since the roster was last looked at. */
  #rosterNews(world: World): NewsMessage {
    const come: EdgeHuman[] = [];
    const now = new Map<number, number>();
    for (let slot = 0; slot < world.humans.count; slot++) {
      if (world.humans.kind[slot] === HUMAN_KIND.free) continue;
      const netId = world.humans.netId[slot];
      now.set(netId, slot);
      if (!this.#known.has(netId)) come.push(humanOf(world, slot));
    }
    const gone = [...this.#known.keys()].filter((netId) => !now.has(netId));
    this.#known.clear();
    for (const [netId, slot] of now) this.#known.set(netId, slot);
    return { kind: 'roster', come, gone };
  }

  #take(bytes: Buffer): void {
    try {
      const { edge, messages } = unpack<UpBundle>(bytes);
      for (const message of messages) this.#obey(edge, message);
    } catch (error) {
      this.#options.onProblem(`edges: a message is not understood: ${(error as Error).message}`);
    }
  }

  #obey(id: string, message: UpMessage): void {
    const { host, nowMs } = this.#options;
    if (message.kind === 'hello') {
      this.#welcome(id, message.processId);
      return;
    }
    const edge = this.#edges.get(id);
    // One that was given up, or is of another life of the stage: its next hello makes it new.
    if (!edge) return;
    edge.lastMs = nowMs();
    if (message.kind === 'resync') this.#feed.resync();
    else if (message.kind === 'bye') this.#lose(id);
    else if (message.kind === 'post') this.#post(message.message);
    else if (message.kind === 'arrive') host.arrive(message.netId, message.memoryKey, message.remember);
    else if (message.kind === 'picture') host.keepPicture(message.key, message.mime, message.bytes);
    else if (message.kind === 'leave') {
      edge.seats.delete(message.token);
      host.leave(message.token, message.sessionId);
    } else if (message.kind !== 'beat') void this.#answer(id, edge, message);
  }

  #post(message: MailboxMessage): void {
    const allowed =
      GUEST_TYPES.has(message.type) && (message.type !== 'show' || GUEST_SHOW.has(message.command.op));
    if (allowed) this.#options.host.post(message);
    else this.#options.host.world.counters.messagesRefused += 1;
  }

  async #answer(
    id: string,
    edge: Edge,
    message: Extract<UpMessage, { readonly ask: number }>,
  ): Promise<void> {
    const { host } = this.#options;
    const { ask } = message;
    if (message.kind === 'memories') {
      this.#tell(id, { kind: 'answer', ask, memories: await host.memoriesOf(message.netId) });
      return;
    }
    const { token } = message;
    const sessionId = message.kind === 'join' ? message.message.key : message.sessionId;
    const outcome =
      message.kind === 'join' ? await host.join(message.message, token) : await host.resume(token, sessionId);
    if (outcome?.ok) edge.seats.set(token, sessionId);
    this.#tell(id, { kind: 'answer', ask, outcome });
  }

  #welcome(id: string, processId: string): void {
    const { host, nowMs } = this.#options;
    const { world } = host;
    if (!this.#edges.has(id)) this.#edges.set(id, { processId, lastMs: nowMs(), seats: new Map() });
    const humans: EdgeHuman[] = [];
    for (const slot of this.#known.values()) humans.push(humanOf(world, slot));
    const actions = world.social.actionNames;
    this.#tell(id, {
      kind: 'opening',
      life: host.life,
      tick: world.tick,
      actions,
      humans,
      show: host.show(),
      works: host.works(),
    });
    this.#feed.resync();
  }

  #watch(): void {
    const { pub, nowMs, onProblem } = this.#options;
    for (const [id, edge] of this.#edges) {
      const silentMs = nowMs() - edge.lastMs;
      if (silentMs > EDGE_LIMITS.stalledMs) this.#lose(id);
      if (silentMs < EDGE_LIMITS.silentMs) continue;
      pub
        .pubsub('NUMSUB', this.#channels.edge(id))
        .then(([, listeners]) => {
          if (Number(listeners) === 0) this.#lose(id);
        })
        .catch((error: Error) => onProblem(`edges: ${error.message}`));
    }
  }

  /** An edge is gone: its guests' bodies wait for them, and nobody is placed there any more. */
  #lose(id: string): void {
    const { host, forgetProcess, onProblem } = this.#options;
    const edge = this.#edges.get(id);
    if (!edge) return;
    this.#edges.delete(id);
    for (const [token, sessionId] of edge.seats) host.seats.lose(token, sessionId);
    forgetProcess(edge.processId).catch((error: Error) => onProblem(`edges: ${error.message}`));
  }
}

function humanOf(world: World, slot: number): EdgeHuman {
  const { humans, social } = world;
  return {
    slot,
    netId: humans.netId[slot],
    kind: humans.kind[slot],
    bodyId: world.bodies[humans.body[slot]].id,
    name: social.names[slot],
  };
}

import { randomBytes } from 'node:crypto';
import {
  type Client,
  ClientState,
  CloseCode,
  getMessageBytes,
  Protocol,
  Room,
  ServerError,
  validate,
} from '@colyseus/core';
import {
  type BehaviourMessage,
  CLIENT_MESSAGES,
  CLOSE_CODE,
  JOIN_OPTIONS,
  type ServerMessages,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { type GateRefusal, SenseGate } from '../gate/sense-gate.ts';
import { TokenBucket } from '../gate/token-bucket.ts';
import type { SendClient } from '../send/index.ts';
import type { BodyInfo } from '../world/body-info.ts';
import { newestSeq } from '../world/guest-inputs.ts';
import { TICK_MS } from '../world/limits.ts';
import type { Progress } from '../world/performance.ts';
import type { ShowCommand } from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import type { StageEvent } from '../world/social.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import type { RoomHost } from './room-host.ts';
import { sinkOf } from './socket-sink.ts';
import { negotiateVersion, stageMsOfTick } from './stage-host.ts';
import { HumanState, StageState } from './stage-state.ts';

/** What the composition root hands to a room. */
export interface StageRoomOptions {
  readonly host: RoomHost;
  readonly stageId: string;
  readonly spawn: readonly { readonly x: number; readonly z: number; readonly yaw: number }[];
  readonly guestsMax: number;
  readonly nowMs: () => number;
  /** Bodies made of photos here; none without it. */
  readonly guestBodies?: GuestBodies;
}

/** Bodies that are no part of the cast: only who holds a body's secret may wear it. */
export interface GuestBodies {
  /** Measures of a body of this id; undefined when there is none. */
  body(id: string): BodyInfo | undefined;
  mayWear(id: string, secret: string): boolean;
  /** Somebody puts it on (1) or takes it off (-1). */
  worn(id: string, change: 1 | -1): void;
  /** Each is called with the id of a body that is deleted. */
  readonly onGone: Set<(bodyId: string) => void>;
}

interface GuestSeat {
  netId: number;
  /** Own body from a photo, or ''. */
  ownBodyId: string;
  stream: SendClient;
  say: TokenBucket;
  gesture: TokenBucket;
  audience: TokenBucket;
  readonly senses: SenseGate;
  readonly senseToken: string;
  /** Where it was last said to look from (m), for who has no body, and when. */
  watch: { x: number; z: number; atMs: number };
  /** True when it wants to hear voices. */
  listens: boolean;
}

type GuestClient = Client<{ userData: GuestSeat }>;

const RECONNECT_SECONDS = 20;
/** Who watches without a body tells the stage of its place so often at most, and when it has moved so far. */
const WATCH_MS = 1_000;
const WATCH_STEP_M = 2;
/** Who asks for a seat is answered by HTTP, whose codes end at 599. */
const SERVICE_UNAVAILABLE = 503;
/**
 * Codes after which no seat is kept. Whoever was closed for not reading may come back, but as somebody new: its old body must not stand
 * about. Who sent what is wrong, or too much, is at fault; to wait for its return would also put off telling it by as long.
 */
const NO_RETURN: ReadonlySet<number> = new Set([
  CLOSE_CODE.slowReader,
  CLOSE_CODE.bodyGone,
  CloseCode.WITH_ERROR,
]);

/** A thin adapter: Colyseus on one side, the stage host on the other. No rules of the world live here. */
export class StageRoom extends Room<{ state: StageState; client: GuestClient }> {
  override state = new StageState();
  override autoDispose = false;
  override maxMessagesPerSecond = WIRE_LIMITS.messagesPerSecondMax;
  override patchRate = 200;
  /** Set by stageRoomFor before Colyseus makes a room. */
  static parts: StageRoomOptions;
  #options!: StageRoomOptions;
  #joins = 0;

  override messages = {
    input: validate(CLIENT_MESSAGES.input, (client: GuestClient, input) => {
      const seat = client.userData;
      if (seat && seat.netId > 0) this.#options.host.post({ type: 'input', netId: seat.netId, ...input });
    }),
    say: validate(CLIENT_MESSAGES.say, (client: GuestClient, said) => {
      const seat = client.userData;
      if (seat && seat.netId > 0 && seat.say.take(this.#options.nowMs())) {
        this.#options.host.post({ type: 'say', netId: seat.netId, ...said });
      }
    }),
    gesture: validate(CLIENT_MESSAGES.gesture, (client: GuestClient, gesture) => {
      const seat = client.userData;
      if (seat && seat.netId > 0 && seat.gesture.take(this.#options.nowMs())) {
        this.#options.host.post({ type: 'gesture', netId: seat.netId, ...gesture });
      }
    }),
    vote: validate(CLIENT_MESSAGES.vote, (client: GuestClient, { option }) => {
      this.#attend(client, (netId) => ({ op: 'vote', netId, option }));
    }),
    applaud: validate(CLIENT_MESSAGES.applaud, (client: GuestClient) => {
      this.#attend(client, (netId) => ({ op: 'applaud', netId }));
    }),
    // Past the bucket of votes and claps: a no must come through however much somebody clapped.
    showName: validate(CLIENT_MESSAGES.showName, (client: GuestClient, { on }) => {
      const netId = client.userData?.netId ?? 0;
      if (netId > 0) this.#options.host.post({ type: 'show', command: { op: 'named', netId, on } });
    }),
    view: validate(CLIENT_MESSAGES.view, (client: GuestClient, view) => {
      if (!client.userData) return;
      const { stream } = client.userData;
      const { budgetBytesPerSecond, ...place } = view;
      Object.assign(stream.view, place);
      this.#watch(client, place);
      if (budgetBytesPerSecond !== undefined) {
        stream.budgetWanted = budgetBytesPerSecond;
        stream.budgetBytesPerSecond = Math.min(stream.budgetBytesPerSecond, budgetBytesPerSecond);
      }
    }),
    sense: (client: GuestClient, raw: unknown) => {
      const seat = client.userData;
      if (!seat || seat.netId === 0) return;
      const refusal = this.#sense(seat, raw, JSON.stringify(raw ?? null).length, 'socket');
      if (refusal) client.send('senseRefused', refusal);
    },
    listen: validate(CLIENT_MESSAGES.listen, (client: GuestClient, { on }) => {
      const { voiceSender } = this.#options.host;
      if (!client.userData) return;
      client.userData.listens = on;
      if (on) voiceSender.listeners.add(client.userData.stream);
      else voiceSender.listeners.delete(client.userData.stream);
    }),
    stats: validate(CLIENT_MESSAGES.stats, (client: GuestClient, stats) => {
      const { sender, world } = this.#options.host;
      if (client.userData) sender.noteStats(client.userData.stream, world.tick, stats);
    }),
    ping: validate(CLIENT_MESSAGES.ping, (client: GuestClient, ping) => {
      const pong: ServerMessages['pong'] = { clientMs: ping.clientMs, stageMs: this.#options.host.stageMs() };
      client.send('pong', pong);
    }),
  };

  override onCreate(): void {
    const parts = (this.constructor as typeof StageRoom).parts;
    this.#options = parts;
    this.maxClients = parts.guestsMax;
    this.state.version = WIRE_LIMITS.version;
    this.state.stageId = parts.stageId;
    const { host } = parts;
    host.listeners.add({
      onRoster: (world) => this.#syncRoster(world),
      onEvents: (events) => this.#tell(events),
      onProgress: (progress) => this.#tellProgress(progress),
      onShow: (cues, show) => {
        for (const cue of cues) this.#announce('cue', cue);
        this.#announce('show', show);
      },
      onWorks: (works) => this.#announce('works', works),
      // At once and not with the poses: every pong that comes after it is to know of it.
      onLost: (lostMs) => this.broadcast('lost', { lostMs } satisfies ServerMessages['lost']),
    });
    parts.guestBodies?.onGone.add((bodyId) => this.#undress(bodyId));
    this.#syncRoster(host.world);
  }

  /** Refuses before a seat is taken: another protocol version, an unknown body, nonsense. */
  override onAuth(_client: Client, options: unknown): ReturnType<typeof JOIN_OPTIONS.parse> {
    const parsed = JOIN_OPTIONS.safeParse(options);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new ServerError(
        CLOSE_CODE.badInput,
        `join: ${issue.path.join('.') || 'options'}: ${issue.message}`,
      );
    }
    if (negotiateVersion(parsed.data.vhp) === 0) {
      throw new ServerError(
        CLOSE_CODE.versionMismatch,
        `this stage speaks VHP/${WIRE_LIMITS.version}, the client ${parsed.data.vhp.join(', ')}; reload the page or update the SDK`,
      );
    }
    const { bodyId, bodySecret } = parsed.data;
    const { world } = this.#options.host;
    const { guestBodies } = this.#options;
    if (guestBodies?.body(bodyId)) {
      if (guestBodies.mayWear(bodyId, bodySecret)) return parsed.data;
      throw new ServerError(
        CLOSE_CODE.badInput,
        `join: body "${bodyId}" is somebody's own; only who made it may wear it`,
      );
    }
    if (bodyId !== '' && castIndex(world, bodyId) < 0) {
      throw new ServerError(
        CLOSE_CODE.badInput,
        `join: there is no body "${bodyId}"; see /assets/bodies/cast.json`,
      );
    }
    return parsed.data;
  }

  override async onJoin(
    client: GuestClient,
    _options: unknown,
    auth: ReturnType<typeof JOIN_OPTIONS.parse>,
  ): Promise<void> {
    const { host, nowMs } = this.#options;
    const own = measuresOf(this.#options.guestBodies?.body(auth.bodyId));
    const { netId, slot, token } = await this.#takeSeat(client, auth, own);
    const stream = host.sender.addClient(sinkOf(client), slot);
    if (own) this.#options.guestBodies?.worn(own.id, 1);
    client.userData = {
      netId,
      ownBodyId: own?.id ?? '',
      stream,
      senses: new SenseGate(),
      senseToken: token,
      watch: { x: Number.NaN, z: Number.NaN, atMs: Number.NEGATIVE_INFINITY },
      listens: false,
      say: new TokenBucket({ perSecond: WIRE_LIMITS.sayPerSecond, burst: WIRE_LIMITS.sayBurst }, nowMs()),
      gesture: new TokenBucket(
        { perSecond: WIRE_LIMITS.gesturePerSecond, burst: WIRE_LIMITS.gestureBurst },
        nowMs(),
      ),
      audience: new TokenBucket(
        { perSecond: WIRE_LIMITS.audiencePerSecond, burst: WIRE_LIMITS.audienceBurst },
        nowMs(),
      ),
    };
    const welcome: ServerMessages['welcome'] = {
      version: WIRE_LIMITS.version,
      stage: this.state.stageId,
      netId,
      actions: host.world.social.actionNames,
      tickMs: TICK_MS,
      senseToken: client.userData.senseToken,
      life: host.life,
    };
    client.send('welcome', welcome);
    const show = host.show();
    if (show) client.send('show', show);
    const works = host.works();
    if (works.works.length > 0 || Object.keys(works.worn ?? {}).length > 0) client.send('works', works);
    this.#openVisit(client.userData, auth);
  }

  /** A body on the stage: the one that the guest had before its connection or its server broke, or a new one. */
  async #takeSeat(
    client: GuestClient,
    auth: ReturnType<typeof JOIN_OPTIONS.parse>,
    own: BodyInfo | undefined,
  ): Promise<{ netId: number; slot: number; token: string }> {
    if (auth.bodyId === '') return { netId: 0, slot: -1, token: '' };
    const { host, spawn } = this.#options;
    const resumed = auth.resume === '' ? undefined : await host.resume(auth.resume, client.sessionId);
    if (resumed) return { netId: resumed.netId, slot: resumed.slot, token: auth.resume };
    this.#joins += 1;
    const token = randomBytes(18).toString('base64url');
    const join = {
      type: 'join',
      key: client.sessionId,
      name: auth.name || `Guest ${this.#joins}`,
      bodyIndex: Math.max(0, castIndex(host.world, auth.bodyId)),
      ...(own ? { body: own } : {}),
      locale: auth.locale,
      ...spawn[this.#joins % spawn.length],
    } as const;
    const outcome = await host.join(join, token);
    if (!outcome.ok) throw full(CLOSE_CODE.full);
    return { netId: outcome.netId, slot: outcome.slot, token };
  }

  /** Who has no body is known to the stage by where it looks from: people near there move at full rate. */
  #watch(client: GuestClient, { x, z }: { readonly x: number; readonly z: number }): void {
    const seat = client.userData;
    const nowMs = this.#options.nowMs();
    if (!seat || seat.netId > 0 || nowMs - seat.watch.atMs < WATCH_MS) return;
    if (Math.hypot(x - seat.watch.x, z - seat.watch.z) < WATCH_STEP_M) return;
    seat.watch = { x, z, atMs: nowMs };
    this.#options.host.post({ type: 'watch', key: client.sessionId, x, z });
  }

  /** The connection broke: the body stands still and waits for its guest a while. */
  override async onDrop(client: GuestClient, code?: number): Promise<void> {
    if (!client.userData || NO_RETURN.has(code ?? 0)) return;
    this.#options.host.sender.removeClient(client.userData.stream);
    this.#options.host.voiceSender.listeners.delete(client.userData.stream);
    const seat = client.userData;
    this.#stand(seat);
    await this.allowReconnection(client, RECONNECT_SECONDS).catch(() => undefined);
  }

  override onReconnect(client: GuestClient): void {
    const seat = client.userData;
    if (!seat) return;
    const slot = slotOf(this.#options.host.world, seat.netId);
    seat.stream = this.#options.host.sender.addClient(sinkOf(client), slot);
    if (seat.listens) this.#options.host.voiceSender.listeners.add(seat.stream);
  }

  override onLeave(client: GuestClient): void {
    const seat = client.userData;
    if (!seat) return;
    this.#options.host.sender.removeClient(seat.stream);
    this.#options.host.voiceSender.listeners.delete(seat.stream);
    this.#options.host.visits.delete(seat.senseToken);
    if (seat.ownBodyId !== '') this.#options.guestBodies?.worn(seat.ownBodyId, -1);
    if (seat.netId > 0) this.#options.host.leave(seat.senseToken, client.sessionId);
    else this.#options.host.post({ type: 'unwatch', key: client.sessionId });
  }

  override onUncaughtException(error: Error, method: string): void {
    // A refusal is told to whoever was refused; a crowd before a full stage must not fill the log.
    if (error.cause instanceof ServerError) return;
    console.error(`stage room: ${method} failed:`, error.cause ?? error);
  }

  /** What a guest may do by HTTP, and what is remembered of one who can be known again. */
  #openVisit(seat: GuestSeat, { memoryKey, remember }: ReturnType<typeof JOIN_OPTIONS.parse>): void {
    const { host } = this.#options;
    const { netId } = seat;
    if (netId === 0) return;
    host.visits.set(seat.senseToken, { netId, sense: (raw, bytes) => this.#sense(seat, raw, bytes, 'post') });
    host.arrive(netId, memoryKey, remember);
  }

  /** Lets an event through the guest's gate; what it is not let through for, else undefined. */
  #sense(seat: GuestSeat, raw: unknown, bytes: number, road: 'socket' | 'post'): GateRefusal | undefined {
    const { host, nowMs } = this.#options;
    const result = seat.senses.take(raw, { bytes, road, nowMs: nowMs(), stageMs: host.stageMs() });
    if (!result.ok) return result.refusal;
    if (result.picture && 'key' in result.event.data)
      host.keepPicture(result.event.data.key, result.event.data.mime, result.picture);
    host.post({ type: 'sense', netId: seat.netId, event: result.event });
    return undefined;
  }

  /** A body that was deleted leaves the stage with whoever wears it. */
  #undress(bodyId: string): void {
    for (const client of this.clients)
      if (client.userData?.ownBodyId === bodyId) client.leave(CLOSE_CODE.bodyGone, 'this body was deleted');
  }

  #stand(seat: GuestSeat): void {
    const { world } = this.#options.host;
    const guest = world.guests[slotOf(world, seat.netId)];
    if (!guest) return;
    this.#options.host.post({
      type: 'input',
      netId: seat.netId,
      seq: newestSeq(guest) + 1,
      moveX: 0,
      moveZ: 0,
      hurry: false,
    });
  }

  /** What a guest does as one of the audience; nothing from spectators, and not too often. */
  #attend(client: GuestClient, command: (netId: number) => ShowCommand): void {
    const seat = client.userData;
    if (seat && seat.netId > 0 && seat.audience.take(this.#options.nowMs()))
      this.#options.host.post({ type: 'show', command: command(seat.netId) });
  }

  /**
   * To everybody, with this tick's poses: broadcast would write to each socket for each message, and a crowd's talk would cost
   * more than its poses.
   */
  #announce<T extends keyof ServerMessages>(type: T, message: ServerMessages[T]): void {
    this.#options.host.sender.tell(getMessageBytes.raw(Protocol.ROOM_DATA, type, message));
    for (const client of this.clients) if (client.state !== ClientState.JOINED) client.send(type, message);
  }

  #tell(events: readonly StageEvent[]): void {
    for (const event of events) {
      const { tick, durationTicks, voice, ...rest } = event;
      this.#announce('event', {
        ...rest,
        voiced: voice !== '',
        atMs: stageMsOfTick(tick),
        durationMs: durationTicks * TICK_MS,
      });
    }
  }

  /** Moments as they come are not sent: a client knows them from the start, and times them by its clock. */
  #tellProgress(progress: readonly Progress[]): void {
    for (const { ev, atTick, moments, moment: _, ...rest } of progress) {
      if (ev === 'updated') continue;
      const times = Object.fromEntries(moments.map(({ name, atTick: at }) => [name, stageMsOfTick(at)]));
      const message: BehaviourMessage = { ...rest, ev, atMs: stageMsOfTick(atTick), moments: times };
      this.#announce('behaviour', message);
    }
  }

  #syncRoster(world: World): void {
    const { humans, social } = world;
    const present = new Set<string>();
    for (let slot = 0; slot < humans.count; slot++) {
      if (humans.kind[slot] === HUMAN_KIND.free) continue;
      const key = String(humans.netId[slot]);
      present.add(key);
      if (this.state.humans.has(key)) continue;
      const human = new HumanState();
      human.netId = humans.netId[slot];
      human.performer = humans.kind[slot] === HUMAN_KIND.performer;
      human.nameEn = social.names[slot].en;
      human.nameKo = social.names[slot].ko;
      human.bodyId = world.bodies[humans.body[slot]].id;
      this.state.humans.set(key, human);
    }
    for (const key of [...this.state.humans.keys()]) if (!present.has(key)) this.state.humans.delete(key);
  }
}

/** The room class of one stage. A class, because Colyseus makes the room itself and passes only plain options. */
export function stageRoomFor(parts: StageRoomOptions): typeof StageRoom {
  let open = false;
  return class extends StageRoom {
    static override parts = parts;

    /** When the room is full Colyseus would open another: a stage has one in each process. */
    override onCreate(): void {
      if (open) throw full(SERVICE_UNAVAILABLE);
      open = true;
      super.onCreate();
    }
  };
}

function full(code: number): ServerError {
  return new ServerError(code, 'the stage is full; try again in a minute');
}

/** Place of a body among the cast's; -1 when it is none of them. */
function castIndex(world: World, bodyId: string): number {
  return world.bodies.findIndex((body, i) => i < world.castBodies && body.id === bodyId);
}

/** What the stage must know of a body, and no more. */
function measuresOf(body: BodyInfo | undefined): BodyInfo | undefined {
  if (!body) return undefined;
  const { id, heightM, hipsHeightM, legLengthM, restOffsets } = body;
  return { id, heightM, hipsHeightM, legLengthM, restOffsets };
}

import { randomBytes } from 'node:crypto';
import { type Client, Room, ServerError, validate } from '@colyseus/core';
import {
  type BehaviourMessage,
  CLIENT_MESSAGES,
  CLOSE_CODE,
  JOIN_OPTIONS,
  type ServerMessages,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import type { WebSocket } from 'ws';
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
import { cueMessage, showMessage } from './show-wire.ts';
import { negotiateVersion, type StageHost, stageMsOfTick } from './stage-host.ts';
import { HumanState, StageState } from './stage-state.ts';

/** What the composition root hands to a room. */
export interface StageRoomOptions {
  readonly host: StageHost;
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
  /** Called with the id of each body that is deleted. */
  onGone: (bodyId: string) => void;
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
  /** True when it wants to hear voices. */
  listens: boolean;
}

type GuestClient = Client<{ userData: GuestSeat }>;

/** Code of Colyseus' own protocol for a bytes message to the client. */
const ROOM_DATA_BYTES = 17;
const RECONNECT_SECONDS = 20;
/** How long a client that is sent away may take to go. */
const DROP_GRACE_MS = 1_000;

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
      if (seat && seat.netId > 0)
        this.#options.host.mailbox.post({ type: 'input', netId: seat.netId, ...input });
    }),
    say: validate(CLIENT_MESSAGES.say, (client: GuestClient, said) => {
      const seat = client.userData;
      if (seat && seat.netId > 0 && seat.say.take(this.#options.nowMs())) {
        this.#options.host.mailbox.post({ type: 'say', netId: seat.netId, ...said });
      }
    }),
    gesture: validate(CLIENT_MESSAGES.gesture, (client: GuestClient, gesture) => {
      const seat = client.userData;
      if (seat && seat.netId > 0 && seat.gesture.take(this.#options.nowMs())) {
        this.#options.host.mailbox.post({ type: 'gesture', netId: seat.netId, ...gesture });
      }
    }),
    vote: validate(CLIENT_MESSAGES.vote, (client: GuestClient, { option }) => {
      this.#attend(client, (netId) => ({ op: 'vote', netId, option }));
    }),
    applaud: validate(CLIENT_MESSAGES.applaud, (client: GuestClient) => {
      this.#attend(client, (netId) => ({ op: 'applaud', netId }));
    }),
    view: validate(CLIENT_MESSAGES.view, (client: GuestClient, view) => {
      if (!client.userData) return;
      const { stream } = client.userData;
      const { budgetBytesPerSecond, ...place } = view;
      Object.assign(stream.view, place);
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
      const { sender, stage } = this.#options.host;
      if (client.userData) sender.noteStats(client.userData.stream, stage.world.tick, stats);
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
    this.state.stageId = 'plaza';
    const { host } = parts;
    host.listener = {
      onRoster: (world) => this.#syncRoster(world),
      onEvents: (events) => this.#tell(events),
      onProgress: (progress) => this.#tellProgress(progress),
      onShow: (world) => this.#tellShow(world),
    };
    if (parts.guestBodies) parts.guestBodies.onGone = (bodyId) => this.#undress(bodyId);
    this.#syncRoster(host.stage.world);
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
    const { world } = this.#options.host.stage;
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
    const { world } = host.stage;
    const own = measuresOf(this.#options.guestBodies?.body(auth.bodyId));
    let netId = 0;
    let slot = -1;
    if (auth.bodyId !== '') {
      this.#joins += 1;
      const place = this.#options.spawn[this.#joins % this.#options.spawn.length];
      const outcome = await host.join({
        type: 'join',
        key: client.sessionId,
        name: auth.name || `Guest ${this.#joins}`,
        bodyIndex: Math.max(0, castIndex(world, auth.bodyId)),
        ...(own ? { body: own } : {}),
        locale: auth.locale,
        ...place,
      });
      if (!outcome.ok) throw new ServerError(CLOSE_CODE.full, 'the stage is full; try again in a minute');
      ({ netId, slot } = outcome);
    }
    const stream = host.sender.addClient(sinkOf(client), slot);
    if (own) this.#options.guestBodies?.worn(own.id, 1);
    client.userData = {
      netId,
      ownBodyId: own?.id ?? '',
      stream,
      senses: new SenseGate(),
      senseToken: netId > 0 ? randomBytes(18).toString('base64url') : '',
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
      actions: world.social.actionNames,
      tickMs: TICK_MS,
      senseToken: client.userData.senseToken,
    };
    client.send('welcome', welcome);
    const show = showMessage(world, world.tick * TICK_MS);
    if (show) client.send('show', show);
    this.#openVisit(client.userData, auth);
  }

  /** The connection broke: the body stands still and waits for its guest a while. */
  override async onDrop(client: GuestClient, code?: number): Promise<void> {
    // Whoever was closed for not reading may come back, but as somebody new: its old body must not stand about.
    if (!client.userData || code === CLOSE_CODE.slowReader || code === CLOSE_CODE.bodyGone) return;
    this.#options.host.sender.removeClient(client.userData.stream);
    this.#options.host.voiceSender.listeners.delete(client.userData.stream);
    const seat = client.userData;
    this.#stand(seat);
    await this.allowReconnection(client, RECONNECT_SECONDS).catch(() => undefined);
  }

  override onReconnect(client: GuestClient): void {
    const seat = client.userData;
    if (!seat) return;
    const slot = slotOf(this.#options.host.stage.world, seat.netId);
    seat.stream = this.#options.host.sender.addClient(sinkOf(client), slot);
    if (seat.listens) this.#options.host.voiceSender.listeners.add(seat.stream);
  }

  override onLeave(client: GuestClient): void {
    const seat = client.userData;
    if (!seat) return;
    this.#options.host.sender.removeClient(seat.stream);
    this.#options.host.voiceSender.listeners.delete(seat.stream);
    this.#options.host.visits.delete(seat.senseToken);
    this.#options.host.memory?.leave(seat.netId);
    if (seat.ownBodyId !== '') this.#options.guestBodies?.worn(seat.ownBodyId, -1);
    if (seat.netId > 0) this.#options.host.mailbox.post({ type: 'leave', netId: seat.netId });
  }

  override onUncaughtException(error: Error, method: string): void {
    console.error(`stage room: ${method} failed:`, error.cause ?? error);
  }

  /** What a guest may do by HTTP, and what is remembered of one who can be known again. */
  #openVisit(seat: GuestSeat, { memoryKey, remember }: ReturnType<typeof JOIN_OPTIONS.parse>): void {
    const { host } = this.#options;
    const { netId } = seat;
    if (netId === 0) return;
    host.visits.set(seat.senseToken, { netId, sense: (raw, bytes) => this.#sense(seat, raw, bytes, 'post') });
    if (memoryKey === '' || !host.memory) return;
    const items = host.memory.arrive(netId, memoryKey);
    // Who was remembered before goes on to be.
    if (items.length > 0) host.mailbox.post({ type: 'memories', netId, items });
    if (items.length > 0 || remember) host.mailbox.post({ type: 'consent', netId, remember: true });
  }

  /** Lets an event through the guest's gate; what it is not let through for, else undefined. */
  #sense(seat: GuestSeat, raw: unknown, bytes: number, road: 'socket' | 'post'): GateRefusal | undefined {
    const { host, nowMs } = this.#options;
    const result = seat.senses.take(raw, { bytes, road, nowMs: nowMs(), stageMs: host.stageMs() });
    if (!result.ok) return result.refusal;
    if (result.picture && 'key' in result.event.data)
      host.pictures.put(result.event.data.key, result.event.data.mime, result.picture);
    host.mailbox.post({ type: 'sense', netId: seat.netId, event: result.event });
    return undefined;
  }

  /** A body that was deleted leaves the stage with whoever wears it. */
  #undress(bodyId: string): void {
    for (const client of this.clients)
      if (client.userData?.ownBodyId === bodyId) client.leave(CLOSE_CODE.bodyGone, 'this body was deleted');
  }

  #stand(seat: GuestSeat): void {
    const { world } = this.#options.host.stage;
    const guest = world.guests[slotOf(world, seat.netId)];
    if (!guest) return;
    this.#options.host.mailbox.post({
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
      this.#options.host.mailbox.post({ type: 'show', command: command(seat.netId) });
  }

  #tellShow(world: World): void {
    const { run, news } = world.show;
    if (!run) return;
    for (const item of news) this.broadcast('cue', cueMessage(run, item, stageMsOfTick));
    this.broadcast('show', showMessage(world, world.tick * TICK_MS));
  }

  #tell(events: readonly StageEvent[]): void {
    for (const event of events) {
      const { tick, durationTicks, voice, ...rest } = event;
      this.broadcast('event', {
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
      this.broadcast('behaviour', message);
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
  return class extends StageRoom {
    static override parts = parts;
  };
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

/** Poses and voices go around Colyseus' queue, already framed: type 17 (bytes), message type 1 or 2. */
function sinkOf(client: Client): Parameters<StageHost['sender']['addClient']>[0] {
  const socket = client.ref as unknown as WebSocket;
  return {
    send(frame, type) {
      frame[0] = ROOM_DATA_BYTES;
      frame[1] = type;
      client.raw(frame);
    },
    bufferedBytes: () => socket.bufferedAmount,
    drop() {
      client.leave(CLOSE_CODE.slowReader, 'slow reader');
      // One that does not read does not answer the close either.
      setTimeout(() => socket.terminate(), DROP_GRACE_MS).unref();
    },
  };
}

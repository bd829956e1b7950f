/**
 * CONTRIBUTOR NOTES
 * One message a client a tick. Layers are chosen every assignTicks per client, staggered; between choices a tick walks
 * only over the bodies that have a turn and copies blocks that the shared encoder made (body-composer.ts). Messages are
 * composed in the encoder's own array, and a buffer that the socket took at once is used again for the next client, while
 * it is warm. A client that cannot take bytes gets none (latest wins): it is marked unsynced and resumes with keys. Keys
 * are capped per message, else a join of 200 bodies would burst 45 kB; who is left out waits for its layer's next turn.
 *
 * Of what a crowd costs most is the kernel's: 7 to 8 us a write of 1.5 kB over loopback, and hardly more for twice as much.
 * So in a crowd those who only watch get every second message together with the next, in one write. Whoever has a body does
 * not: its own steps must come back at once.
 */
import {
  BYTES_TYPE,
  HEADER_BYTES,
  LAYER_COUNT,
  PoseEncoder,
  type PoseSource,
  PROP_BYTES,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { TICK_HZ } from '../world/limits.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { BodyComposer } from './body-composer.ts';
import { chooseLayers, createChoiceWork, layerCosts } from './choose-layers.ts';
import type { FarActs } from './far-acts.ts';
import { HEADER_BYTES_MAX, PREFIX_BYTES, sealFrame, writeFrame } from './frames.ts';
import type { Crowd } from './rank-bodies.ts';
import { createSendClient, type SendClient, type Sink } from './send-client.ts';
import { UNSYNCED } from './sent-word.ts';
import { fillTurnLists } from './turn-lists.ts';
import { importanceOf, writeOwn, writeProp } from './world-blocks.ts';

export const SEND = {
  assignTicks: 16,
  /** Keys in one message, bytes. */
  keyBytesMax: 6_000,
  /** A client with more than this unsent skips poses. */
  skipBufferedBytes: 64_000,
  /** A client with more than this unsent for so long is closed as a slow reader. */
  dropBufferedBytes: 512_000,
  dropAfterTicks: 40,
  budgetGrowthBytes: 500,
  /** Growth until the budget shrinks for the first time: who asks for much is not to wait for a minute. */
  budgetStartBytes: 4_000,
  budgetShrink: 0.7,
  /** Share of the budget to be used, and how the share given out to layers follows it. */
  budgetUse: 0.96,
  steering: 0.4,
  gainMin: 0.7,
  gainMax: 1.15,
  /** Least time between two resyncs that a client may ask for by reporting orphaned deltas. */
  resyncEveryTicks: 20,
  /** Messages that sockets may hold at once without a copy. */
  regions: 32,
  /** From so many clients on those without a body get their messages two by two. */
  pairsFrom: 64,
  /** Most that one tick's messages may take while they wait for the next, bytes, and most that one of them and its news may. */
  waitingBytes: 1_500_000,
  waitingMessageBytesMax: 16_384,
  waitingNewsBytesMax: 8_192,
  /** News of one tick that go out together with the poses, bytes; more go out before. */
  newsBytes: 65_536,
} as const;

const WAITING_BYTES_MAX = SEND.waitingNewsBytesMax + SEND.waitingMessageBytesMax;
/** What waited, the news, and a message. */
const REGION_BYTES = WAITING_BYTES_MAX + SEND.newsBytes + PREFIX_BYTES + WIRE_LIMITS.poseMessageBytesMax;
/** The layer of hips alone. */
const FAR = LAYER_COUNT - 1;
/** So many late frames in a second are more than chance. */
const LATE_FRAMES = 4;

/** Encodes the stage once a tick and sends each client what it can use. */
export class PoseSender {
  readonly encoder: PoseEncoder;
  readonly clients = new Set<SendClient>();
  readonly #work;
  readonly #crowd: { -readonly [K in keyof Crowd]: Crowd[K] };
  readonly #costs = new Float64Array(LAYER_COUNT);
  readonly #bodies: BodyComposer;
  readonly #capacity: number;
  readonly #propCount: number;
  readonly #view: DataView;
  readonly #propsAt: number;
  #propsEnd = 0;
  #movedEnd = 0;
  readonly #regionsAt: number;
  /** Where messages wait for the next: even and odd frames by turns. */
  readonly #waitingAt: number;
  #waitingEnd = 0;
  /** What is to be told to everybody with this tick's poses, as frames. */
  readonly #newsAt: number;
  #newsEnd: number;
  /** A copy of the news for who does not get them with a pose; made when first wanted. */
  #newsCopy: Buffer | undefined;
  readonly #bytes: Buffer;
  readonly #regionHeld = new Uint8Array(SEND.regions);
  #phases = 0;
  /** Counts frames sent: the layers take turns by it, so a tick left out costs nobody a turn. */
  #frame = 0;
  #source: PoseSource | undefined;
  readonly #far: FarActs | undefined;

  /** @param far tells what bodies without joints are at; without it they come as hips alone */
  constructor(capacity: number, propCount: number, far?: FarActs) {
    this.#far = far;
    this.#capacity = capacity;
    this.#propCount = propCount;
    const propBytes = propCount * PROP_BYTES * 2;
    const spare =
      propBytes + REGION_BYTES * SEND.regions + SEND.waitingBytes * 2 + SEND.newsBytes + REGION_BYTES;
    this.encoder = new PoseEncoder(capacity, spare);
    this.#view = new DataView(this.encoder.arena.buffer);
    this.#bytes = Buffer.from(this.encoder.arena.buffer);
    this.#propsAt = this.encoder.blockBytes;
    this.#regionsAt = this.#propsAt + propBytes;
    this.#waitingAt = this.#regionsAt + REGION_BYTES * SEND.regions;
    this.#newsAt = this.#waitingAt + SEND.waitingBytes * 2;
    this.#newsEnd = this.#newsAt;
    this.#work = createChoiceWork(capacity);
    this.#bodies = new BodyComposer(capacity, this.encoder, SEND.keyBytesMax, far);
    this.#crowd = {
      count: 0,
      visible: new Uint8Array(capacity),
      importance: new Float32Array(capacity),
      position: new Float32Array(0),
    };
  }

  addClient(sink: Sink, ownSlot: number): SendClient {
    const client = createSendClient(sink, ownSlot, this.#capacity, this.#phases++ % SEND.assignTicks);
    this.clients.add(client);
    return client;
  }

  removeClient(client: SendClient): void {
    this.clients.delete(client);
    this.#release(client);
  }

  /**
   * Tells everybody who has joined a message of Colyseus' own protocol: together with this tick's poses, so that it costs no
   * write. Call sendAll, skipTick or sendNews soon after.
   */
  tell(message: Uint8Array): void {
    const bytes = message.length + HEADER_BYTES_MAX;
    if (this.#newsEnd + bytes > this.#newsAt + SEND.newsBytes) this.sendNews();
    if (bytes <= SEND.newsBytes) {
      this.#newsEnd = writeFrame(this.#bytes, this.#newsEnd, message);
      return;
    }
    const frame = Buffer.alloc(bytes);
    const whole = frame.subarray(0, writeFrame(frame, 0, message));
    for (const { sink, dropped } of this.clients) if (!dropped && sink.hasJoined()) sink.write(whole);
  }

  /** Sends what was told without waiting for poses. */
  sendNews(): void {
    if (this.#newsEnd > this.#newsAt) for (const client of this.clients) this.#sendNewsAlone(client);
    this.#endNews();
  }

  #sendNewsAlone(client: SendClient): void {
    if (this.#newsEnd === this.#newsAt || client.dropped || !client.sink.hasJoined()) return;
    if (client.waitingBytes > 0) this.#sendWaiting(client);
    this.#newsCopy ??= Buffer.from(this.#bytes.subarray(this.#newsAt, this.#newsEnd));
    client.sink.write(this.#newsCopy);
  }

  #endNews(): void {
    this.#newsEnd = this.#newsAt;
    this.#newsCopy = undefined;
  }

  /**
   * A tick without a new pose (motion was late): nothing is sent, since a message would only repeat the last one and take
   * its place in the layers' turns. Props that moved meanwhile come with the next message.
   */
  skipTick(): void {
    for (const client of this.clients) {
      client.propsSent = false;
      if (client.waitingBytes > 0 && !client.dropped) this.#sendWaiting(client);
    }
    this.sendNews();
  }

  /** Encodes everybody who has a pose. Call once a tick, before sendAll. */
  encode(world: World, importance: (world: World, slot: number) => number = importanceOf): void {
    const { humans } = world;
    this.#frame += 1;
    this.encoder.beginTick(this.#frame);
    this.#bodies.beginFrame(this.#frame);
    this.#waitingEnd = this.#waitingAt + (this.#frame & 1) * SEND.waitingBytes;
    this.#crowd.count = humans.count;
    this.#crowd.position = humans.poseHips;
    const source = this.#sourceOf(world);
    for (let slot = 0; slot < humans.count; slot++) {
      const visible = humans.kind[slot] !== HUMAN_KIND.free && humans.posed[slot] === 1 ? 1 : 0;
      this.#notice(slot, visible, humans.netId[slot]);
      if (visible === 0) continue;
      this.encoder.encode(source, slot);
      if (((this.encoder.due[slot] >> FAR) & 1) === 1) this.#far?.note(world, slot);
      this.#bodies.prepare(slot);
      this.#crowd.importance[slot] = importance(world, slot);
    }
    layerCosts(this.encoder, this.#costs);
    this.#encodeProps(world);
  }

  #sourceOf({ humans }: World): PoseSource {
    if (this.#source?.hips !== humans.poseHips) {
      const { netId, poseHips, poseJoints, poseFace } = humans;
      this.#source = { netId, hips: poseHips, joints: poseJoints, face: poseFace };
    }
    return this.#source;
  }

  /** Keeps track of who came to be seen, and of slots that changed hands. */
  #notice(slot: number, visible: number, netId: number): void {
    const { visible: seen } = this.#crowd;
    const another = this.#bodies.netId[slot] !== netId;
    if (another) {
      this.#bodies.netId[slot] = netId;
      this.encoder.resetSlot(slot);
    }
    if (visible === 1 && (another || seen[slot] === 0))
      this.#bodies.welcome(slot, this.#frame + SEND.assignTicks);
    seen[slot] = visible;
  }

  /** Props that moved, then all of them: each client gets a copy of one or the other. */
  #encodeProps(world: World): void {
    let at = this.#propsAt;
    for (let i = 0; i < this.#propCount; i++) {
      if (world.props.moved[i] !== 0) at = writeProp(world.props, i, this.#view, at);
    }
    this.#movedEnd = at;
    for (let i = 0; i < this.#propCount; i++) at = writeProp(world.props, i, this.#view, at);
    this.#propsEnd = at;
  }

  /** Sends this tick's message to every client. */
  sendAll(world: World, presentAtMs: number): void {
    for (const client of this.clients) this.#sendOne(world, client, presentAtMs);
    this.#endNews();
  }

  #sendOne(world: World, client: SendClient, presentAtMs: number): void {
    if (client.dropped) return;
    const buffered = client.sink.bufferedBytes();
    if (buffered > SEND.skipBufferedBytes) {
      this.#skip(client, buffered);
      this.#sendNewsAlone(client);
      return;
    }
    if (buffered === 0) this.#release(client);
    client.slowTicks = 0;
    if (client.turns.isNew || (this.#frame + client.phase) % SEND.assignTicks === 0) this.#assign(client);
    if (client.pairs && ((this.#frame + client.phase) & 1) === 0 && this.#wait(world, client, presentAtMs))
      return;
    const region = this.#regionHeld[0] === 0 ? 0 : this.#regionHeld.indexOf(0);
    const start = this.#regionsAt + Math.max(0, region) * REGION_BYTES;
    const { waitingAt, waitingBytes } = client;
    if (waitingBytes > 0) this.encoder.arena.copyWithin(start, waitingAt, waitingAt + waitingBytes);
    client.waitingBytes = 0;
    const end = this.#compose(world, client, start + waitingBytes, presentAtMs);
    // A socket that is behind keeps what it has not sent: that is not to be written over, so it gets a copy of its own.
    const own = buffered > 0 || region < 0;
    const frames = this.#bytes.subarray(start, end);
    client.sink.write(own ? Buffer.from(frames) : frames);
    if (own || client.sink.bufferedBytes() === 0) return;
    client.heldRegion = region;
    this.#regionHeld[region] = 1;
  }

  /** Composes a message that goes out with the next one; false when there is no room to keep it. */
  #wait(world: World, client: SendClient, presentAtMs: number): boolean {
    const end = this.#waitingAt + (1 + (this.#frame & 1)) * SEND.waitingBytes;
    if (client.waitingBytes > 0 || this.#waitingEnd + WAITING_BYTES_MAX > end) return false;
    if (this.#newsEnd - this.#newsAt > SEND.waitingNewsBytesMax) return false;
    client.waitingAt = this.#waitingEnd;
    this.#waitingEnd = this.#compose(world, client, client.waitingAt, presentAtMs);
    client.waitingBytes = this.#waitingEnd - client.waitingAt;
    return true;
  }

  /** No next message comes: what waits goes out alone. */
  #sendWaiting(client: SendClient): void {
    const { waitingAt, waitingBytes } = client;
    client.waitingBytes = 0;
    client.sink.write(Buffer.from(this.#bytes.subarray(waitingAt, waitingAt + waitingBytes)));
  }

  #release(client: SendClient): void {
    if (client.heldRegion >= 0) this.#regionHeld[client.heldRegion] = 0;
    client.heldRegion = -1;
  }

  #skip(client: SendClient, buffered: number): void {
    client.skipped += 1;
    // News may be in it, and those are never left out.
    if (client.waitingBytes > 0) this.#sendWaiting(client);
    client.propsSent = false;
    client.sent.fill(UNSYNCED);
    this.#shrink(client);
    client.slowTicks += 1;
    if (buffered <= SEND.dropBufferedBytes && client.slowTicks <= SEND.dropAfterTicks) return;
    client.dropped = true;
    client.sink.drop();
  }

  #shrink(client: SendClient): void {
    client.hasShrunk = true;
    client.budgetBytesPerSecond = Math.max(
      WIRE_LIMITS.budgetBytesPerSecondMin,
      client.budgetBytesPerSecond * SEND.budgetShrink,
    );
  }

  /** Additive increase towards what the client asked for; the decrease is in skip and in noteStats. */
  #assign(client: SendClient): void {
    const growth = client.hasShrunk ? SEND.budgetGrowthBytes : SEND.budgetStartBytes;
    client.budgetBytesPerSecond = Math.min(client.budgetWanted, client.budgetBytesPerSecond + growth);
    this.#steer(client);
    const { view, layers, turns, sent } = client;
    client.pairs = view.ownSlot < 0 && this.clients.size >= SEND.pairsFrom;
    const budget = client.budgetBytesPerSecond * client.gain;
    chooseLayers(this.#crowd, view, budget, this.#costs, this.#work, layers);
    fillTurnLists(turns, this.#crowd.count, layers, this.#work.mark, this.#bodies.netId, sent);
  }

  /**
   * What bodies cost is an average; what went to this client since its layers were last chosen is known. The share of the
   * budget that is given out follows that, so that neither keys nor lively neighbours take a client over its budget.
   */
  #steer(client: SendClient): void {
    if (client.windowTicks >= SEND.assignTicks) {
      const used = (client.windowBytes * TICK_HZ) / client.windowTicks / client.budgetBytesPerSecond;
      const gain = client.gain + (SEND.budgetUse - used) * SEND.steering;
      client.gain = Math.min(SEND.gainMax, Math.max(SEND.gainMin, gain));
    }
    client.windowBytes = 0;
    client.windowTicks = 0;
  }

  /**
   * A client's own report, once a second: late frames shrink its budget; deltas that it could not use (it missed a key)
   * make everybody be sent to it anew.
   */
  noteStats(
    client: SendClient,
    tick: number,
    stats: { readonly lateFrames: number; readonly orphanDeltas: number },
  ): void {
    if (stats.orphanDeltas > 0 && tick - client.resyncTick >= SEND.resyncEveryTicks) {
      client.resyncTick = tick;
      client.sent.fill(UNSYNCED);
    }
    if (stats.lateFrames >= LATE_FRAMES) this.#shrink(client);
  }

  /** Composes this tick's news and its pose message as frames at `start`; returns where they end. */
  #compose(world: World, client: SendClient, start: number, presentAtMs: number): number {
    const { arena } = this.encoder;
    const hears = this.#newsEnd > this.#newsAt && client.sink.hasJoined();
    if (hears) arena.copyWithin(start, this.#newsAt, this.#newsEnd);
    const frameAt = hears ? start + this.#newsEnd - this.#newsAt : start;
    const head = frameAt + PREFIX_BYTES;
    const { waitingMessageBytesMax } = SEND;
    const limit = client.pairs ? waitingMessageBytesMax - PREFIX_BYTES : WIRE_LIMITS.poseMessageBytesMax;
    arena[head] = WIRE_LIMITS.version;
    arena[head + 1] = WIRE_LIMITS.skeletonRevision;
    this.#view.setUint32(head + 2, world.tick, true);
    this.#view.setUint32(head + 6, presentAtMs, true);
    let at = writeOwn(world, client.view.ownSlot, this.#view, head + HEADER_BYTES);
    const from = client.propsSent ? this.#propsAt : this.#movedEnd;
    const to = client.propsSent ? this.#movedEnd : this.#propsEnd;
    arena.copyWithin(at, from, to);
    at = this.#bodies.copy(client, at + to - from, head + limit);
    client.propsSent = true;
    const end = sealFrame(arena, frameAt, at, BYTES_TYPE.pose);
    client.bytesSent += end - start;
    client.windowBytes += end - start;
    client.windowTicks += 1;
    return end;
  }
}

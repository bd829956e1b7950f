/**
 * CONTRIBUTOR NOTES
 * One message a client a tick. Layers are chosen every ASSIGN_TICKS per client, staggered; between choices a tick only
 * copies blocks that the shared encoder made. A client that cannot take bytes gets none (latest wins): it is marked
 * unsynced and resumes with keys. Keys are capped per message, else a join of 200 bodies would burst 45 kB; who is left
 * out waits for its layer's next turn.
 */
import {
  BLOCK,
  BYTES_TYPE,
  CELL_M,
  FLOOR_M,
  HEADER_BYTES,
  LAYER_COUNT,
  OWN_BYTES,
  PoseEncoder,
  PROP_BYTES,
  packQuat32,
  toMillimetres,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { type Crowd, chooseLayers, createChoiceWork, layerCosts, type Viewpoint } from './choose-layers.ts';

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
  budgetShrink: 0.7,
  /** Least time between two resyncs that a client may ask for by reporting orphaned deltas. */
  resyncEveryTicks: 20,
  /** Bytes left free before each message for the transport's own framing, so that a message is never copied. */
  prefixBytes: 2,
} as const;

/** Where a client's bytes go; free of Colyseus so that an edge process is only another sink. */
export interface Sink {
  /** Bytes of one message behind SEND.prefixBytes free bytes, which the sink fills in. */
  send(frame: Uint8Array, type: number): void;
  bufferedBytes(): number;
  /** Closes a client that does not read. */
  drop(): void;
}

/** One client of the stream. */
export interface SendClient {
  readonly view: Viewpoint;
  readonly sink: Sink;
  readonly layers: Uint8Array;
  /** Wire id that each slot held when it was last sent: another one means start anew. */
  readonly sentNetId: Uint16Array;
  /** Layer in which each slot was last sent, 255: unsynced. */
  readonly sentLayer: Uint8Array;
  readonly sentSeq: Uint8Array;
  readonly buffers: [Uint8Array, Uint8Array];
  turn: number;
  budgetBytesPerSecond: number;
  budgetWanted: number;
  slowTicks: number;
  propsSent: boolean;
  /** True once the client was told to go: it gets nothing more. */
  dropped: boolean;
  resyncTick: number;
  readonly phase: number;
  bytesSent: number;
  skipped: number;
}

/** Mark of a body that the client does not have: the next block must be a key. */
const UNSYNCED = 255;
const COPY_LOOP_MAX = 128;
/** So many late frames in a second are more than chance. */
const LATE_FRAMES = 4;
const IMPORTANCE = { normal: 1, speaking: 3, star: 2 } as const;

/** Encodes the stage once a tick and sends each client what it can use. */
export class PoseSender {
  readonly encoder: PoseEncoder;
  readonly clients = new Set<SendClient>();
  readonly #work;
  readonly #crowd: { -readonly [K in keyof Crowd]: Crowd[K] };
  readonly #costs = new Float64Array(LAYER_COUNT);
  readonly #slotNetId: Uint16Array;
  readonly #capacity: number;
  readonly #propCount: number;
  #phases = 0;
  /** Counts frames sent: the layers take turns by it, so a tick left out costs nobody a turn. */
  #frame = 0;

  constructor(capacity: number, propCount: number) {
    this.#capacity = capacity;
    this.#propCount = propCount;
    this.encoder = new PoseEncoder(capacity);
    this.#work = createChoiceWork(capacity);
    this.#slotNetId = new Uint16Array(capacity);
    this.#crowd = {
      count: 0,
      visible: new Uint8Array(capacity),
      importance: new Float32Array(capacity),
      position: new Float32Array(0),
    };
  }

  addClient(sink: Sink, ownSlot: number): SendClient {
    const client: SendClient = {
      view: { x: 0, z: 0, dirX: 0, dirZ: 1, ownSlot },
      sink,
      layers: new Uint8Array(this.#capacity).fill(UNSYNCED),
      sentNetId: new Uint16Array(this.#capacity),
      sentLayer: new Uint8Array(this.#capacity).fill(UNSYNCED),
      sentSeq: new Uint8Array(this.#capacity),
      buffers: [
        new Uint8Array(WIRE_LIMITS.poseMessageBytesMax),
        new Uint8Array(WIRE_LIMITS.poseMessageBytesMax),
      ],
      turn: 0,
      budgetBytesPerSecond: WIRE_LIMITS.budgetBytesPerSecond,
      budgetWanted: WIRE_LIMITS.budgetBytesPerSecond,
      slowTicks: 0,
      propsSent: false,
      dropped: false,
      resyncTick: 0,
      phase: this.#phases++ % SEND.assignTicks,
      bytesSent: 0,
      skipped: 0,
    };
    this.clients.add(client);
    return client;
  }

  removeClient(client: SendClient): void {
    this.clients.delete(client);
  }

  /**
   * A tick without a new pose (motion was late): nothing is sent, since a message would only repeat the last one and take
   * its place in the layers' turns. Props that moved meanwhile come with the next message.
   */
  skipTick(): void {
    for (const client of this.clients) client.propsSent = false;
  }

  /** Encodes everybody who has a pose. Call once a tick, before sendAll. */
  encode(world: World): void {
    const { humans, social } = world;
    this.#frame += 1;
    this.encoder.beginTick(this.#frame);
    this.#crowd.count = humans.count;
    this.#crowd.position = humans.poseHips;
    const source = {
      netId: humans.netId,
      hips: humans.poseHips,
      joints: humans.poseJoints,
      face: humans.poseFace,
    };
    for (let slot = 0; slot < humans.count; slot++) {
      const visible = humans.kind[slot] !== HUMAN_KIND.free && humans.posed[slot] === 1;
      this.#crowd.visible[slot] = visible ? 1 : 0;
      if (this.#slotNetId[slot] !== humans.netId[slot]) {
        this.#slotNetId[slot] = humans.netId[slot];
        this.encoder.resetSlot(slot);
      }
      if (!visible) continue;
      this.encoder.encode(source, slot);
      const mind = social.minds[slot];
      const speaking = mind !== undefined && world.tick < mind.speech.endTick;
      const star = mind?.personaId === 'tilda' ? IMPORTANCE.star : IMPORTANCE.normal;
      this.#crowd.importance[slot] = speaking ? Math.max(IMPORTANCE.speaking, star) : star;
    }
    layerCosts(this.encoder, this.#costs);
  }

  /** Sends this tick's message to every client. */
  sendAll(world: World, presentAtMs: number): void {
    for (const client of this.clients) this.#sendOne(world, client, presentAtMs);
  }

  #sendOne(world: World, client: SendClient, presentAtMs: number): void {
    if (client.dropped) return;
    const buffered = client.sink.bufferedBytes();
    if (buffered > SEND.skipBufferedBytes) {
      this.#skip(client, buffered);
      return;
    }
    client.slowTicks = 0;
    if ((this.#frame + client.phase) % SEND.assignTicks === 0) this.#assign(client);
    // A buffer is reused only when the socket has taken all of the one before; else it gets a fresh one.
    const bytes =
      buffered === 0 ? client.buffers[client.turn++ & 1] : new Uint8Array(WIRE_LIMITS.poseMessageBytesMax);
    const length = this.#compose(world, client, bytes.subarray(SEND.prefixBytes), presentAtMs);
    client.bytesSent += length;
    client.sink.send(bytes.subarray(0, SEND.prefixBytes + length), BYTES_TYPE.pose);
  }

  #skip(client: SendClient, buffered: number): void {
    client.skipped += 1;
    client.propsSent = false;
    client.sentLayer.fill(UNSYNCED);
    client.budgetBytesPerSecond = Math.max(
      WIRE_LIMITS.budgetBytesPerSecondMin,
      client.budgetBytesPerSecond * SEND.budgetShrink,
    );
    client.slowTicks += 1;
    if (buffered <= SEND.dropBufferedBytes && client.slowTicks <= SEND.dropAfterTicks) return;
    client.dropped = true;
    client.sink.drop();
  }

  /** Additive increase towards what the client asked for; the decrease is in skip and in noteLate. */
  #assign(client: SendClient): void {
    client.budgetBytesPerSecond = Math.min(
      client.budgetWanted,
      client.budgetBytesPerSecond + SEND.budgetGrowthBytes,
    );
    chooseLayers(
      this.#crowd,
      client.view,
      client.budgetBytesPerSecond,
      this.#costs,
      this.#work,
      client.layers,
    );
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
      client.sentLayer.fill(UNSYNCED);
    }
    if (stats.lateFrames < LATE_FRAMES) return;
    client.budgetBytesPerSecond = Math.max(
      WIRE_LIMITS.budgetBytesPerSecondMin,
      client.budgetBytesPerSecond * SEND.budgetShrink,
    );
  }

  #compose(world: World, client: SendClient, bytes: Uint8Array, presentAtMs: number): number {
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    bytes[0] = WIRE_LIMITS.version;
    bytes[1] = WIRE_LIMITS.skeletonRevision;
    view.setUint32(2, world.tick, true);
    view.setUint32(6, presentAtMs, true);
    let at = HEADER_BYTES;
    at = writeOwn(world, client, view, at);
    at = this.#writeProps(world, client, view, at);
    return this.#copyBodies(world, client, bytes, at);
  }

  #copyBodies(world: World, client: SendClient, bytes: Uint8Array, start: number): number {
    const { encoder } = this;
    const { arena, due } = encoder;
    const { visible, count } = this.#crowd;
    const { netId: netIds } = world.humans;
    const { layers, sentNetId, sentLayer, sentSeq } = client;
    let at = start;
    let keyBytes = 0;
    for (let slot = 0; slot < count; slot++) {
      // The common case, a body whose layer has no turn, must cost two reads: 200 x 200 of these are made a tick.
      const turns = due[slot];
      let layer = layers[slot] === UNSYNCED ? LAYER_COUNT - 1 : layers[slot];
      const due1 = (turns >> layer) & 1;
      if (due1 === 0 && ((turns >> sentLayer[slot]) & 1) === 0) continue;
      if (visible[slot] === 0) continue;
      const netId = netIds[slot];
      const sent = sentNetId[slot] === netId ? sentLayer[slot] : UNSYNCED;
      // A change of detail waits for the new layer's turn; until then the old chain goes on.
      if (due1 === 0) {
        if (sent === UNSYNCED || sent === layer) continue;
        layer = sent;
      }
      const seq = encoder.seq(slot, layer);
      const follows = sent === layer && sentSeq[slot] === ((seq + 255) & 255);
      const key = !follows || ((due[slot] >> (layer + 4)) & 1) === 1 || !encoder.hasDelta(slot, layer);
      const length = key && keyBytes > SEND.keyBytesMax ? 0 : encoder.blockLength(netId, slot, layer, key);
      if (length === 0 || at + length > bytes.length) {
        sentLayer[slot] = UNSYNCED;
        continue;
      }
      copyBlock(arena, encoder.blockOffset(slot, layer, key), bytes, at, length);
      at += length;
      if (key) keyBytes += length;
      sentNetId[slot] = netId;
      sentLayer[slot] = layer;
      sentSeq[slot] = seq;
    }
    return at;
  }

  #writeProps(world: World, client: SendClient, view: DataView, start: number): number {
    const { props } = world;
    let at = start;
    for (let i = 0; i < this.#propCount; i++) {
      if (props.moved[i] === 0 && client.propsSent) continue;
      view.setUint8(at, BLOCK.prop);
      view.setUint16(at + 1, i, true);
      for (let axis = 0; axis < 3; axis++) {
        const corner = axis === 1 ? FLOOR_M : -CELL_M;
        const mm = toMillimetres(props.position[i * 3 + axis], corner);
        view.setUint16(at + 3 + axis * 2, Math.min(65_535, Math.max(0, mm)), true);
      }
      view.setUint32(at + 9, packQuat32(props.rotation, i * 4), true);
      at += PROP_BYTES;
    }
    client.propsSent = true;
    return at;
  }
}

/** Blocks are 20 to 240 bytes: a loop is faster than a view and `set` below about a hundred, and leaves no garbage. */
function copyBlock(from: Uint8Array, start: number, to: Uint8Array, at: number, length: number): void {
  if (length > COPY_LOOP_MAX) to.set(from.subarray(start, start + length), at);
  else for (let i = 0; i < length; i++) to[at + i] = from[start + i];
}

function writeOwn(world: World, client: SendClient, view: DataView, at: number): number {
  const guest = client.view.ownSlot >= 0 ? world.guests[client.view.ownSlot] : undefined;
  if (!guest) return at;
  view.setUint8(at, BLOCK.own);
  view.setUint16(at + 1, world.humans.netId[client.view.ownSlot], true);
  view.setUint32(at + 3, guest.ackSeq, true);
  const { x, y, z, yaw, vx, vz } = guest.state;
  view.setFloat32(at + 7, x, true);
  view.setFloat32(at + 11, y, true);
  view.setFloat32(at + 15, z, true);
  view.setFloat32(at + 19, yaw, true);
  view.setFloat32(at + 23, vx, true);
  view.setFloat32(at + 27, vz, true);
  return at + OWN_BYTES;
}

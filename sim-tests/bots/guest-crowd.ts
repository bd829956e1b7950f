/**
 * Many watching guests in one process, started by a bench with fork(): `guest-crowd.ts` and its order as JSON. Each
 * joins, wanders with its camera as a person does, decodes every pose it is sent, and tells the stage what the SDK's client would
 * tell and no more (connect/tell-law.ts). Guests of a road that has no use for views and health only ask for the time.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRandom } from '@troupe/avatars/maths';
import { isTrouble, pingWaitMs, StageClock, TELL, ViewLaw } from '@troupe/client-sdk/connect';
import {
  BYTES_TYPE,
  LAYER_JOINTS,
  PoseDecoder,
  type ServerMessages,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { joinStage, type LeanBot } from './lean-bot.ts';

/** What a bench asks of the crowd. */
export interface CrowdOrder {
  readonly url: string;
  readonly room: string;
  readonly guests: number;
  readonly seed: number;
  /** Joins a second. */
  readonly rampPerS: number;
  /** Half the width of the square where guests walk, m. */
  readonly halfM: number;
  /** False for a stream that is not VHP/1: bytes are counted, nothing is decoded. */
  readonly decode: boolean;
  /** What each guest asks for, bytes a second. */
  readonly budget: number;
}

/** What one guest got between start and stop. */
export interface GuestReport {
  readonly bytes: number;
  /**
   * By the stage's time, from one pose to another, so that a guest who is behind when the measurement begins does not count what
   * was sent before; and the most in a whole second. 0 for a stream that is not VHP/1.
   */
  readonly bytesPerSecond: number;
  readonly bytesPerSecondMost: number;
  readonly messages: number;
  /** Median over whole seconds: bodies whose joints came at 5 Hz or more, by layer of most joints. */
  readonly animatedBodies: number;
  readonly heroBodies: number;
  readonly orphanDeltas: number;
  readonly malformed: number;
}

export interface CrowdReport {
  readonly seconds: number;
  readonly guests: readonly GuestReport[];
  /** Closes by code since the crowd was started. */
  readonly closes: Record<string, number>;
  /** This process's own stalls, ms: above 20 the generator was the bottleneck. */
  readonly loopDelayMsP99: number;
  readonly cpuShare: number;
}

const TICKS_PER_S = 20;
/** Least joint frames a second for a body to count as animated. */
const ANIMATED_HZ = 5;
const LOOK_EVERY_MS = 400;
const NET_IDS = 65_536;
const JOINING_MAX = 24;
/** On a starved machine a seat's reservation ends before its guest comes; who is refused asks for another so often. */
const JOIN_ATTEMPTS = 4;
const PLAIN_TYPES: ReadonlySet<string> = new Set(['pong', 'lost']);

/** Bytes that had come with the pose of a tick. */
interface Mark {
  readonly tick: number;
  readonly bytes: number;
}

class Guest {
  readonly decoder = new PoseDecoder();
  readonly #counts = new Uint8Array(NET_IDS);
  readonly #heroes = new Uint8Array(NET_IDS);
  readonly #seen: number[] = [];
  #window = -1;
  #bot: LeanBot | undefined;
  readonly #clock = new StageClock();
  readonly #law = new ViewLaw();
  #orphansTold = 0;
  readonly #random: () => number;
  readonly #halfM: number;
  #x: number;
  #z: number;
  #yaw: number;
  #first: Mark | undefined;
  #last: Mark | undefined;
  #second: Mark | undefined;
  #mostBytes = 0;
  bytes = 0;
  messages = 0;
  animated: number[] = [];
  hero: number[] = [];

  constructor(random: () => number, halfM: number) {
    this.#random = random;
    this.#halfM = halfM;
    this.#x = (random() * 2 - 1) * halfM;
    this.#z = (random() * 2 - 1) * halfM;
    this.#yaw = random() * Math.PI * 2;
  }

  async join(order: CrowdOrder, closes: Record<string, number>): Promise<void> {
    this.#bot = await joinStage({
      url: order.url,
      room: order.room,
      join: { vhp: [WIRE_LIMITS.version], name: 'bot', bodyId: '', locale: 'en' },
      onMessage: (bytes) => {
        this.bytes += bytes;
        this.messages += 1;
      },
      plainTypes: PLAIN_TYPES,
      onPlain: (type, message) => {
        if (type === 'lost') return this.#clock.lose((message as ServerMessages['lost']).lostMs);
        const { clientMs, stageMs } = message as ServerMessages['pong'];
        this.#clock.add(clientMs, performance.now(), stageMs);
      },
      onBytes: order.decode ? (type, bytes) => type === BYTES_TYPE.pose && this.#pose(bytes) : undefined,
      onClose: (code) => {
        closes[code] = (closes[code] ?? 0) + 1;
      },
    });
    for (const ms of TELL.firstPingsMs) setTimeout(() => this.#ping(), ms);
    this.#pingLater();
    if (!order.decode) return;
    this.look(order.budget);
    this.#every(LOOK_EVERY_MS, () => this.look(order.budget));
    this.#every(TELL.statsMs, () => this.#tellHealth());
  }

  /** Repeats, from a random moment of the first period on. */
  #every(periodMs: number, run: () => void): void {
    setTimeout(() => setInterval(run, periodMs), this.#random() * periodMs);
  }

  #ping(): void {
    this.#bot?.send('ping', { clientMs: performance.now() });
  }

  #pingLater(): void {
    setTimeout(() => {
      this.#ping();
      this.#pingLater();
    }, pingWaitMs(this.#clock.answered));
  }

  reset(): void {
    this.bytes = 0;
    this.messages = 0;
    this.animated = [];
    this.hero = [];
    this.#window = -1;
    this.#first = undefined;
    this.#second = undefined;
    this.#mostBytes = 0;
  }

  /** Takes a few steps, looks around, and tells the stage if that is worth it. */
  look(budgetBytesPerSecond: number): void {
    this.#yaw += (this.#random() - 0.5) * 0.6;
    const step = 1.2 * (LOOK_EVERY_MS / 1000);
    const inside = (value: number): number => Math.max(-this.#halfM, Math.min(this.#halfM, value));
    this.#x = inside(this.#x + Math.sin(this.#yaw) * step);
    this.#z = inside(this.#z + Math.cos(this.#yaw) * step);
    const [dirX, dirZ] = [Math.sin(this.#yaw), Math.cos(this.#yaw)];
    const view = { x: this.#x, z: this.#z, dirX, dirZ, budgetBytesPerSecond };
    const nowMs = performance.now();
    if (this.#law.waitMs(view, nowMs) > 0) return;
    this.#law.told(view, nowMs);
    this.#bot?.send('view', view);
  }

  /** A guest that plays nothing has no late frames. */
  #tellHealth(): void {
    const { orphanDeltas } = this.decoder.counters;
    const stats = {
      lateFrames: 0,
      receivedBytes: this.bytes,
      orphanDeltas: orphanDeltas - this.#orphansTold,
    };
    this.#orphansTold = orphanDeltas;
    if (isTrouble(stats)) this.#bot?.send('stats', stats);
  }

  close(): void {
    this.#bot?.close();
  }

  #pose(bytes: Uint8Array): void {
    if (bytes.length < 6) return;
    const tick = bytes[2] | (bytes[3] << 8) | (bytes[4] << 16) | (bytes[5] << 24);
    const window = Math.floor(tick / TICKS_PER_S);
    this.#last = { tick, bytes: this.bytes };
    this.#first ??= this.#last;
    if (window !== this.#window) this.#closeWindow(window, this.#last);
    this.decoder.decode(bytes, this);
  }

  /** A body was decoded. */
  onBody(body: { readonly netId: number; readonly layer: number }): void {
    if (LAYER_JOINTS[body.layer as 0 | 1 | 2 | 3] === 1) return;
    if (this.#counts[body.netId] === 0) this.#seen.push(body.netId);
    this.#counts[body.netId] += 1;
    if (body.layer === 0) this.#heroes[body.netId] += 1;
  }

  #closeWindow(window: number, now: Mark): void {
    let animated = 0;
    let hero = 0;
    for (const netId of this.#seen) {
      if (this.#counts[netId] >= ANIMATED_HZ) animated += 1;
      if (this.#heroes[netId] >= TICKS_PER_S * 0.9) hero += 1;
      this.#counts[netId] = 0;
      this.#heroes[netId] = 0;
    }
    this.#seen.length = 0;
    // The first window of a measurement began before it.
    if (this.#window >= 0 && window === this.#window + 1) {
      this.animated.push(animated);
      this.hero.push(hero);
      const { tick, bytes } = this.#second ?? now;
      if (now.tick - tick === TICKS_PER_S) this.#mostBytes = Math.max(this.#mostBytes, now.bytes - bytes);
    }
    this.#second = now;
    this.#window = window;
  }

  report(): GuestReport {
    return {
      bytes: this.bytes,
      bytesPerSecond: rateBetween(this.#first, this.#last),
      bytesPerSecondMost: this.#mostBytes,
      messages: this.messages,
      animatedBodies: median(this.animated.slice(1)),
      heroBodies: median(this.hero.slice(1)),
      orphanDeltas: this.decoder.counters.orphanDeltas,
      malformed: this.decoder.counters.malformed,
    };
  }
}

function rateBetween(from: Mark | undefined, to: Mark | undefined): number {
  return from && to && to.tick > from.tick
    ? ((to.bytes - from.bytes) * TICKS_PER_S) / (to.tick - from.tick)
    : 0;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Joins one after the other, as fast as was asked but never more at once than a seat's reservation can bear. */
async function joinAll(
  guests: readonly Guest[],
  order: CrowdOrder,
  closes: Record<string, number>,
): Promise<void> {
  const joining = new Set<Promise<void>>();
  let failure: unknown;
  for (const guest of guests) {
    while (joining.size >= JOINING_MAX) await Promise.race(joining);
    if (failure) break;
    const join = joinPatiently(guest, order, closes)
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => joining.delete(join));
    joining.add(join);
    await new Promise((resolve) => setTimeout(resolve, 1000 / order.rampPerS));
  }
  await Promise.all(joining);
  if (failure) throw failure;
}

async function joinPatiently(guest: Guest, order: CrowdOrder, closes: Record<string, number>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await guest.join(order, closes);
      return;
    } catch (cause) {
      if (attempt < JOIN_ATTEMPTS) continue;
      const words = (cause as Error).message;
      throw new Error(`a guest was refused ${attempt} times (${words}); is this machine too busy?`, {
        cause,
      });
    }
  }
}

async function main(order: CrowdOrder): Promise<void> {
  const random = createRandom(order.seed);
  const closes: Record<string, number> = {};
  const guests = Array.from({ length: order.guests }, () => new Guest(random, order.halfM));
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  await joinAll(guests, order, closes);
  let startedMs = 0;
  let cpu = process.cpuUsage();
  process.on('message', (word) => {
    if (word === 'start') {
      for (const guest of guests) guest.reset();
      loop.reset();
      cpu = process.cpuUsage();
      startedMs = performance.now();
    } else if (word === 'stop') {
      const seconds = (performance.now() - startedMs) / 1000;
      const used = process.cpuUsage(cpu);
      const report: CrowdReport = {
        seconds,
        guests: guests.map((guest) => guest.report()),
        closes,
        loopDelayMsP99: loop.percentile(99) / 1e6,
        cpuShare: (used.user + used.system) / 1e6 / seconds,
      };
      process.send?.(report);
    } else {
      for (const guest of guests) guest.close();
      setTimeout(() => process.exit(0), 100);
    }
  });
  process.send?.('joined');
}

process.on('disconnect', () => process.exit(0));
// Imported for its types it does nothing; as a child process it runs.
if (process.send && process.argv[2]?.startsWith('{')) {
  main(JSON.parse(process.argv[2])).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

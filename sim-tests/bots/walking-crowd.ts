/**
 * Guests with bodies in one process, started by the stage bench with fork(): each walks about, speaks now and then,
 * reads every pose message it is sent and notes how old it was: from the tick's own time to its decode here. Guests share
 * the machine with the stage they load, which real ones do not: so one in four decodes everybody, the others the message's
 * time and their own body.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createRandom } from '@troupe/avatars/maths';
import { pingWaitMs, StageClock, TELL, ViewLaw } from '@troupe/client-sdk/connect';
import {
  BLOCK,
  BYTES_TYPE,
  HEADER_BYTES,
  OWN_BYTES,
  PoseDecoder,
  type ServerMessages,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { joinStage, type LeanBot } from './lean-bot.ts';

export interface WalkingOrder {
  readonly url: string;
  readonly guests: number;
  readonly bodyIds: readonly string[];
  readonly seed: number;
  readonly rampPerS: number;
}

export interface WalkingReport {
  readonly poseAgeMs: readonly number[];
  readonly bytesPerSecond: readonly number[];
  readonly bodiesSeen: readonly number[];
  readonly malformed: number;
  readonly orphanDeltas: number;
  readonly loopDelayMsP99: number;
  readonly closes: number;
}

const INPUT_MS = 50;
const VIEW_MS = 300;
const LINES = ['Hello Tilda!', '안녕하세요', 'Where are we?', '그림 보여 줘', 'Thank you'];
const PLAIN_TYPES: ReadonlySet<string> = new Set(['pong', 'lost']);
/** One guest in so many decodes everybody. */
const DECODES_EACH = 4;
/** Ages kept a guest, ms; every message of a minute. */
const AGES_MAX = 1_200;

class Walker {
  readonly decoder = new PoseDecoder();
  readonly ages: number[] = [];
  bytes = 0;
  readonly #clock = new StageClock();
  readonly #law = new ViewLaw();
  readonly #random: () => number;
  readonly decodes: boolean;
  #bot: LeanBot | undefined;
  #seq = 0;
  #yaw: number;
  #own = { x: 0, z: 0 };

  constructor(random: () => number, decodes: boolean) {
    this.#random = random;
    this.decodes = decodes;
    this.#yaw = random() * 6.28;
  }

  async join(order: WalkingOrder, index: number, onClose: () => void): Promise<void> {
    this.#bot = await joinStage({
      url: order.url,
      room: 'stage',
      join: {
        vhp: [WIRE_LIMITS.version],
        name: `bot ${index}`,
        bodyId: order.bodyIds[index % order.bodyIds.length],
        locale: index % 2 === 0 ? 'en' : 'ko',
      },
      onMessage: (bytes) => {
        this.bytes += bytes;
      },
      onBytes: (type, bytes) => type === BYTES_TYPE.pose && this.#pose(bytes),
      plainTypes: PLAIN_TYPES,
      onPlain: (type, message) => {
        if (type === 'lost') return this.#clock.lose((message as ServerMessages['lost']).lostMs);
        const { clientMs, stageMs } = message as ServerMessages['pong'];
        this.#clock.add(clientMs, performance.now(), stageMs);
      },
      onClose,
    });
  }

  ping(): void {
    this.#bot?.send('ping', { clientMs: performance.now() });
  }

  pingLater(): void {
    setTimeout(() => {
      this.ping();
      this.pingLater();
    }, pingWaitMs(this.#clock.answered));
  }

  step(): void {
    if (this.#random() < 0.03) this.#yaw += (this.#random() - 0.5) * 2.5;
    // Whoever nears the edge turns back to the middle.
    if (Math.hypot(this.#own.x, this.#own.z) > 24) this.#yaw = Math.atan2(-this.#own.x, -this.#own.z);
    this.#seq += 1;
    const move = { moveX: Math.sin(this.#yaw), moveZ: Math.cos(this.#yaw) };
    this.#bot?.send('input', { seq: this.#seq, ...move, hurry: this.#random() < 0.1 });
  }

  look(): void {
    const view = { x: this.#own.x, z: this.#own.z, dirX: Math.sin(this.#yaw), dirZ: Math.cos(this.#yaw) };
    const nowMs = performance.now();
    if (this.#law.waitMs(view, nowMs) > 0) return;
    this.#law.told(view, nowMs);
    this.#bot?.send('view', view);
  }

  speak(): void {
    this.#bot?.send('say', { text: LINES[Math.floor(this.#random() * LINES.length)], locale: 'en' });
  }

  reset(): void {
    this.ages.length = 0;
    this.bytes = 0;
  }

  close(): void {
    this.#bot?.close();
  }

  #pose(bytes: Uint8Array): void {
    const hasOwn = bytes.length > HEADER_BYTES && (bytes[HEADER_BYTES] & 7) === BLOCK.own;
    const part = this.decodes ? bytes : bytes.subarray(0, HEADER_BYTES + (hasOwn ? OWN_BYTES : 0));
    const presentAtMs = this.decoder.decode(part, {
      onBody: () => {},
      onOwn: (own) => {
        this.#own = own;
      },
    });
    if (presentAtMs >= 0 && this.#clock.synced && this.ages.length < AGES_MAX) {
      this.ages.push(this.#clock.stageMs(performance.now()) - presentAtMs);
    }
  }
}

async function main(order: WalkingOrder): Promise<void> {
  const random = createRandom(order.seed);
  const loop = monitorEventLoopDelay({ resolution: 10 });
  loop.enable();
  let closes = 0;
  const walkers = Array.from({ length: order.guests }, (_, i) => new Walker(random, i % DECODES_EACH === 0));
  for (const [i, walker] of walkers.entries()) {
    await walker.join(order, i, () => {
      closes += 1;
    });
    await new Promise((resolve) => setTimeout(resolve, 1000 / order.rampPerS));
  }
  walkers.forEach((walker, i) => {
    setTimeout(() => setInterval(() => walker.step(), INPUT_MS), (i * 17) % INPUT_MS);
    setTimeout(() => setInterval(() => walker.look(), VIEW_MS), (i * 37) % VIEW_MS);
    setTimeout(() => setInterval(() => walker.speak(), 12_000), (i * 467) % 12_000);
    for (const ms of TELL.firstPingsMs) setTimeout(() => walker.ping(), ms + i * 3);
    walker.pingLater();
  });
  let startedMs = 0;
  process.on('message', (word) => {
    if (word === 'start') {
      for (const walker of walkers) walker.reset();
      loop.reset();
      startedMs = performance.now();
    } else if (word === 'stop') {
      const seconds = (performance.now() - startedMs) / 1000;
      const report: WalkingReport = {
        poseAgeMs: walkers.flatMap((walker) => walker.ages),
        bytesPerSecond: walkers.map((walker) => walker.bytes / seconds),
        bodiesSeen: walkers.filter(({ decodes }) => decodes).map((walker) => walker.decoder.bodies.size),
        malformed: walkers.reduce((sum, walker) => sum + walker.decoder.counters.malformed, 0),
        orphanDeltas: walkers.reduce((sum, walker) => sum + walker.decoder.counters.orphanDeltas, 0),
        loopDelayMsP99: loop.percentile(99) / 1e6,
        closes,
      };
      process.send?.(report);
    } else {
      for (const walker of walkers) walker.close();
      setTimeout(() => process.exit(0), 100);
    }
  });
  process.send?.('joined');
}

process.on('disconnect', () => process.exit(0));
if (process.send && process.argv[2]?.startsWith('{')) {
  main(JSON.parse(process.argv[2])).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

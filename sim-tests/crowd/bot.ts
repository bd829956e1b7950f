import { isTrouble, pingWaitMs, StageClock, TELL } from '@troupe/client-sdk/connect';
import {
  BLOCK,
  BYTES_TYPE,
  type ClientMessages,
  GUEST_MOVE,
  HEADER_BYTES,
  OWN_BYTES,
  type OwnBody,
  PoseDecoder,
  type PoseHandler,
  type ServerMessages,
  type StageEventMessage,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import {
  joinStage,
  type LeanBot,
  type LeanBotOptions,
  resumeStage,
  type SeatTicket,
} from '../bots/lean-bot.ts';
import type { Agenda } from './agenda.ts';
import type { Arrival } from './arrivals.ts';
import type { Behaviour, BotHands, CastName, Spot } from './behaviours/behaviour.ts';
import type { Counter, Metric } from './measure/metrics.ts';
import type { Recorder } from './measure/recorder.ts';

/** What all bots of a process share. */
export interface BotGround {
  readonly url: string;
  readonly room: string;
  readonly bodyIds: readonly string[];
  readonly spots: readonly Spot[];
  readonly names: readonly CastName[];
  readonly agenda: Agenda;
  readonly recorder: Recorder;
  readonly nowMs: () => number;
  /** Reads times and own bodies for bots that decode nothing more; a decoder keeps bodies, so one serves all. */
  readonly headers: PoseDecoder;
}

export type BotState = 'new' | 'joining' | 'live' | 'away' | 'gone';

const POSE_MS = 50;
/** A pose this old would come too late to be shown: the stage is told, as a client's own clock would. */
const LATE_POSE_MS = 250;
/** A real client comes back by this law: full jitter, so that a thousand do not return in one moment. */
const RESUME = { tries: 8, firstMs: 300, msMax: 4_000 } as const;
/** Whoever was sent away for its behaviour comes anew after this long. */
const REJOIN_MS = 4_000;
/** After a freeze that the tester brought about, poses count for nothing so long. */
const THAW_MS = 1_500;
/** Own bodies may be this much faster than they can, and be pushed so far, before it counts. */
const SPEED_SLACK = 1.2;
const PUSH_M = 0.6;
const SPEED_OVER_S = 1;
const PLAIN_TYPES: ReadonlySet<string> = new Set(['welcome', 'pong', 'lost', 'event', 'senseRefused']);
const WENT_ITSELF = 1000;
const CUT = 1006;

/** One guest: a seat, a clock, what it decodes and measures; what it does is its behaviour's. */
export class Bot implements BotHands {
  readonly arrival: Arrival;
  readonly random: () => number;
  readonly behaviour: Behaviour;
  state: BotState = 'new';
  netId = 0;
  actions: readonly string[] = [];
  own: OwnBody | undefined;
  readonly decoder: PoseDecoder | undefined;
  readonly #ground: BotGround;
  readonly #handler: PoseHandler;
  readonly #clock = new StageClock();
  #bot: LeanBot | undefined;
  #ticket: SeatTicket | undefined;
  #dueMs = 0;
  #poses = 0;
  #lastPoseMs = 0;
  #lastAgeMs = 0;
  #brokenMs = 0;
  #mutedUntilMs = 0;
  #cutting = false;
  #late = 0;
  #received = 0;
  #orphansTold = 0;
  #desyncs = 0;
  #seen: { netId: number; x: number; z: number; presentAtMs: number; nowMs: number } | undefined;
  #started = false;
  #token = '';

  constructor(arrival: Arrival, behaviour: Behaviour, ground: BotGround, random: () => number) {
    this.arrival = arrival;
    this.behaviour = behaviour;
    this.random = random;
    this.#ground = ground;
    this.decoder = arrival.decodes || behaviour.decodes ? new PoseDecoder() : undefined;
    this.#handler = { onBody: () => {}, onOwn: (own, presentAtMs) => this.#settle(own, presentAtMs) };
  }

  get spots(): readonly Spot[] {
    return this.#ground.spots;
  }

  get names(): readonly CastName[] {
    return this.#ground.names;
  }

  /** Joins; measured from the moment it was due. Never rejects. */
  async join(dueMs: number): Promise<void> {
    this.#dueMs = dueMs;
    this.state = 'joining';
    this.count('joins_started');
    const { bodyIds, url, room } = this.#ground;
    const { index } = this.arrival;
    const bodyId = this.behaviour.body ? (bodyIds[index % bodyIds.length] ?? '') : '';
    const join = {
      vhp: [WIRE_LIMITS.version],
      name: `bot ${index}`,
      bodyId,
      locale: index % 2 === 0 ? 'en' : 'ko',
      // After a break the own body is asked for again, as a client does; nobody else has the token.
      resume: this.#brokenMs > 0 ? this.#token : '',
    };
    try {
      this.#live(await joinStage({ ...this.#ears(), url, room, join }));
    } catch (error) {
      this.state = 'gone';
      this.count('joins_failed');
      this.#ground.recorder.refusal((error as Error).message.slice(0, 160));
    }
  }

  send<K extends keyof ClientMessages>(type: K, message: ClientMessages[K]): void {
    this.sendRaw(type, message);
  }

  /** Sends whatever it is given, right or wrong. */
  sendRaw(type: string, message: unknown): void {
    if (this.state !== 'live' || !this.#bot) return;
    this.count('messages_out');
    this.count('bytes_out', this.#bot.send(type, message));
  }

  every(periodMs: number, run: (dueMs: number) => void): void {
    const { agenda } = this.#ground;
    agenda.every({ periodMs, firstMs: this.random() * periodMs }, run, () => this.state !== 'gone');
  }

  after(ms: number, run: (dueMs: number) => void): void {
    const { agenda, nowMs } = this.#ground;
    agenda.at(nowMs() + ms, run, () => this.state !== 'gone');
  }

  nowMs(): number {
    return this.#ground.nowMs();
  }

  stageMs(): number {
    return this.#clock.stageMs(this.#ground.nowMs());
  }

  note(metric: Metric, value: number): void {
    const { name: behaviour } = this.behaviour;
    // How long a flood lasts is the stage's doing, whoever floods.
    const apart = this.behaviour.apart && metric !== 'flood_closed_ms';
    this.#ground.recorder.note(metric, value, { behaviour, apart });
  }

  count(counter: Counter, by = 1): void {
    this.#ground.recorder.count(counter, by);
  }

  /** Breaks the connection as a lost network does; comes back by itself. */
  cut(): void {
    if (this.state !== 'live' || !this.#bot) return;
    this.count('drops');
    this.#cutting = true;
    this.#bot.socket.terminate();
  }

  /** Reads nothing for so long. */
  freeze(ms: number): void {
    const socket = this.#bot?.socket;
    if (this.state !== 'live' || !socket) return;
    this.#mutedUntilMs = this.nowMs() + ms + THAW_MS;
    socket.pause();
    this.after(ms, () => {
      if (socket.readyState === socket.OPEN || socket.readyState === socket.CLOSING) socket.resume();
    });
  }

  /** Leaves for good. */
  leave(): void {
    const { state } = this;
    this.state = 'gone';
    if (state === 'live') this.#bot?.socket.close(WENT_ITSELF);
  }

  /** Ends a connection that will not close properly. */
  terminate(): void {
    this.state = 'gone';
    this.#bot?.socket.terminate();
  }

  #ears(): Pick<LeanBotOptions, 'onBytes' | 'onPlain' | 'onMessage' | 'onClose' | 'plainTypes'> {
    return {
      plainTypes: PLAIN_TYPES,
      onMessage: (bytes) => {
        this.count('messages_in');
        this.count('bytes_in', bytes);
        this.#received += bytes;
      },
      onBytes: (type, bytes) => {
        if (type === BYTES_TYPE.pose) this.#pose(bytes);
      },
      onPlain: (type, message) => this.#plain(type, message),
      onClose: (code) => this.#closed(code),
    };
  }

  #live(bot: LeanBot): void {
    if (this.state === 'gone') {
      bot.socket.terminate();
      return;
    }
    this.#bot = bot;
    this.#ticket = bot.ticket;
    this.state = 'live';
    this.#cutting = false;
    this.#clock.reset();
    this.#lastPoseMs = 0;
    for (const ms of TELL.firstPingsMs) this.after(ms, (dueMs) => this.#ping(dueMs));
  }

  #plain(type: string, message: unknown): void {
    if (type === 'pong') {
      const { clientMs, stageMs } = message as ServerMessages['pong'];
      const nowMs = this.nowMs();
      this.#clock.add(clientMs, nowMs, stageMs);
      if (nowMs >= this.#mutedUntilMs) this.note('rtt_ms', nowMs - clientMs);
    } else if (type === 'lost') this.#clock.lose((message as ServerMessages['lost']).lostMs);
    else if (type === 'welcome') this.#welcome(message as ServerMessages['welcome']);
    else if (type === 'event') this.behaviour.onEvent?.(this, message as StageEventMessage);
    else if (type === 'senseRefused') this.#refused(message as ServerMessages['senseRefused']);
  }

  /** A clock that is ahead asks again at once, as the SDK's client does. */
  #refused({ code }: ServerMessages['senseRefused']): void {
    this.count('senses_refused');
    if (code === 'clock') this.#ping(this.nowMs());
  }

  #welcome({ netId, actions, senseToken }: ServerMessages['welcome']): void {
    const kept = netId > 0 && netId === this.netId;
    this.netId = netId;
    this.actions = actions;
    this.#token = senseToken;
    if (this.#brokenMs > 0) this.count(kept ? 'resumed' : 'seats_lost');
    else {
      this.count('joined');
      this.note('join_ms', this.nowMs() - this.#dueMs);
    }
    if (this.#started) return;
    this.#started = true;
    this.#pingLater(this.random());
    this.every(TELL.statsMs, () => this.#tell());
    this.behaviour.start(this);
  }

  /** `dueMs` is when it should have been sent: a tester that is late measures from then. */
  #ping(dueMs: number): void {
    this.send('ping', { clientMs: dueMs });
  }

  /** As often as the SDK's client; the first wait is cut short by `part`, so that those who joined together do not ask together. */
  #pingLater(part = 1): void {
    this.after(pingWaitMs(this.#clock.answered) * part, (dueMs) => {
      this.#ping(dueMs);
      this.#pingLater();
    });
  }

  #tell(): void {
    const orphanDeltas = (this.decoder?.counters.orphanDeltas ?? 0) - this.#orphansTold;
    this.#orphansTold += orphanDeltas;
    const stats = { lateFrames: Math.min(10_000, this.#late), receivedBytes: this.#received, orphanDeltas };
    if (isTrouble(stats)) {
      this.send('stats', stats);
      this.#ping(this.nowMs());
    }
    this.#late = 0;
  }

  #pose(bytes: Uint8Array): void {
    const nowMs = this.nowMs();
    this.#poses += 1;
    this.count('poses');
    const presentAtMs = this.#decode(bytes);
    if (presentAtMs < 0) return;
    if (this.#brokenMs > 0) {
      this.note('resume_ms', nowMs - this.#brokenMs);
      this.#brokenMs = 0;
    } else if (this.#poses === 1) this.note('first_pose_ms', nowMs - this.#dueMs);
    if (nowMs < this.#mutedUntilMs) {
      this.#lastPoseMs = 0;
      return;
    }
    this.note('message_bytes', bytes.length);
    this.#times(nowMs, presentAtMs);
  }

  #decode(bytes: Uint8Array): number {
    if (this.decoder) {
      const presentAtMs = this.decoder.decode(bytes, this.#handler);
      const { orphanDeltas, malformed } = this.decoder.counters;
      this.count('poses_decoded');
      if (orphanDeltas + malformed > this.#desyncs) {
        this.count('desync_count', orphanDeltas + malformed - this.#desyncs);
        this.#desyncs = orphanDeltas + malformed;
      }
      return presentAtMs;
    }
    const hasOwn = bytes.length > HEADER_BYTES && (bytes[HEADER_BYTES] & 7) === BLOCK.own;
    const head = bytes.subarray(0, HEADER_BYTES + (hasOwn ? OWN_BYTES : 0));
    return this.#ground.headers.decode(head, this.#handler);
  }

  /**
   * Age and gap of a pose. A stall hides the poses that did not come, so it is filled in: a guest who looked 20 times a
   * second would have seen the last pose grow older meanwhile.
   */
  #times(nowMs: number, presentAtMs: number): void {
    const { recorder } = this.#ground;
    const gapMs = this.#lastPoseMs === 0 ? 0 : nowMs - this.#lastPoseMs;
    if (gapMs > 0) {
      this.note('pose_gap_ms', gapMs);
      recorder.noteUncorrected('pose_gap_ms', gapMs);
      for (let hidden = gapMs - POSE_MS; hidden >= POSE_MS; hidden -= POSE_MS)
        this.note('pose_gap_ms', hidden);
    }
    this.#lastPoseMs = nowMs;
    if (!this.#clock.synced) {
      this.#lastAgeMs = 0;
      return;
    }
    const ageMs = Math.max(0, this.#clock.stageMs(nowMs) - presentAtMs);
    for (let hiddenMs = POSE_MS; this.#lastAgeMs > 0 && hiddenMs <= gapMs - POSE_MS; hiddenMs += POSE_MS)
      this.note('pose_age_ms', this.#lastAgeMs + hiddenMs);
    this.note('pose_age_ms', ageMs);
    recorder.noteUncorrected('pose_age_ms', ageMs);
    if (ageMs > LATE_POSE_MS) this.#late += 1;
    this.#lastAgeMs = ageMs;
  }

  /** Over whole seconds: a tick of the stage may come late and then carry the way of two. */
  #settle(own: OwnBody, presentAtMs: number): void {
    this.own = own;
    const nowMs = this.nowMs();
    const seen = this.#seen;
    if (!seen || seen.netId !== own.netId) {
      this.#seen = { netId: own.netId, x: own.x, z: own.z, presentAtMs, nowMs };
      return;
    }
    const seconds = Math.max(presentAtMs - seen.presentAtMs, nowMs - seen.nowMs) / 1000;
    if (seconds < SPEED_OVER_S) return;
    this.#seen = { netId: own.netId, x: own.x, z: own.z, presentAtMs, nowMs };
    const metres = Math.hypot(own.x - seen.x, own.z - seen.z);
    if (metres > GUEST_MOVE.hurryMps * SPEED_SLACK * seconds + PUSH_M) this.count('lies_believed');
  }

  #closed(code: number): void {
    this.#bot = undefined;
    if (this.state === 'gone') return;
    this.#ground.recorder.close(code);
    const nowMs = this.nowMs();
    const cut = this.#cutting;
    this.#cutting = false;
    this.#brokenMs = nowMs;
    this.state = 'away';
    this.behaviour.onClosed?.(this, code);
    const expected = cut || nowMs < this.#mutedUntilMs || this.behaviour.expectedCloses.includes(code);
    if (!cut) this.count(expected ? 'expected_closes' : 'unexpected_closes');
    if (expected && !cut) {
      // Whoever was sent away for what it did does not get its seat back at once.
      this.#brokenMs = 0;
      this.after(REJOIN_MS, (dueMs) => this.#anew(dueMs));
    } else if (code === CUT || code === 1001 || code === 1005) this.#resume(0);
    else this.after(this.#jitterMs(1), (dueMs) => this.#anew(dueMs));
  }

  #jitterMs(attempt: number): number {
    return this.random() * Math.min(RESUME.msMax, RESUME.firstMs * 2 ** attempt);
  }

  #resume(attempt: number): void {
    this.after(this.#jitterMs(attempt), async (dueMs) => {
      if (this.state !== 'away' || !this.#ticket) return;
      this.state = 'joining';
      try {
        const bot = await resumeStage({ ...this.#ears(), url: '', room: '', join: {} }, this.#ticket);
        this.count('resumed');
        this.#live(bot);
      } catch (error) {
        if (this.gone()) return;
        this.state = 'away';
        // 4003: the seat is no more; anything else may be a stage that is not back yet.
        const lost = /closed while joining: (4003|4002)|no seat/.test((error as Error).message);
        if (!lost && attempt + 1 < RESUME.tries) this.#resume(attempt + 1);
        else this.#anew(dueMs);
      }
    });
  }

  /** True once it left; a method, since a state changes while one awaits. */
  gone(): boolean {
    return this.state === 'gone';
  }

  #anew(dueMs: number): void {
    if (this.state !== 'away') return;
    this.own = undefined;
    this.#seen = undefined;
    this.decoder?.bodies.clear();
    void this.join(dueMs);
  }
}

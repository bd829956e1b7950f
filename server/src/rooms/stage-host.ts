import { WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { PictureShelf } from '../gate/picture-shelf.ts';
import type { GateRefusal } from '../gate/sense-gate.ts';
import type { StageMemory } from '../memory/index.ts';
import type { Recorder } from '../record/index.ts';
import { PoseSender, VoiceSender } from '../send/index.ts';
import {
  createTickTimes,
  Mailbox,
  type Outcome,
  type RunnerClock,
  runStage,
  type Stage,
} from '../tick/index.ts';
import { TICK_MS } from '../world/limits.ts';
import type { Progress } from '../world/performance.ts';
import { slotOf } from '../world/slot-of.ts';
import type { StageEvent } from '../world/social.ts';
import type { ThoughtAsk } from '../world/thoughts.ts';
import type { VoiceAsk } from '../world/voices.ts';
import type { World } from '../world/world.ts';

/** What a room learns of its stage after each tick. */
export interface HostListener {
  /** People came or went: the roster is to be made anew. */
  onRoster(world: World): void;
  onEvents(events: readonly StageEvent[]): void;
  onProgress(progress: readonly Progress[]): void;
  onShow(world: World): void;
}

/** What a guest may do by HTTP. */
export interface Visit {
  readonly netId: number;
  /** Takes a large sense event; what it was refused for. */
  sense(raw: unknown, bytes: number): GateRefusal | undefined;
}

/** One living stage: clock, mailbox, sending and record around the pure tick. Knows nothing of Colyseus. */
export interface StageHost {
  readonly stage: Stage;
  readonly mailbox: Mailbox;
  readonly sender: PoseSender;
  readonly voiceSender: VoiceSender;
  /** Pictures held out by guests. */
  readonly pictures: PictureShelf;
  readonly times: ReturnType<typeof createTickTimes>;
  listener: HostListener | undefined;
  /** Called after each tick, before poses are sent. */
  readonly afterTick: Set<() => void>;
  /** Guests who are here, by the token of their visit: for what comes by HTTP. */
  readonly visits: Map<string, Visit>;
  /** Without it lines are shown and not heard. */
  voices: VoiceDeskPort | undefined;
  /** Keeps what performers remember; without it nothing outlives a visit. */
  memory: StageMemory | undefined;
  /** Takes questions to a brain outside; without it everybody thinks offline. */
  askBrain: ((asks: readonly ThoughtAsk[], post: Mailbox['post']) => void) | undefined;
  /** Stage time now, ms: tick x 50 plus what has passed of the present tick. */
  stageMs(): number;
  /** Resolves with what became of a join; never rejects. */
  join(message: Parameters<Mailbox['post']>[0] & { readonly key: string }): Promise<Outcome>;
  stop(): void;
}

/** Who gives lines a voice, as the host sees it. */
export interface VoiceDeskPort {
  /** Forgets the sound of every line: somebody wants to be forgotten, and lines hold names. */
  clear(): void;
  ask(asks: readonly VoiceAsk[], post: Mailbox['post']): void;
  soundOf(key: string): { readonly pcm: Int16Array; readonly rateHz: number } | undefined;
}

export interface HostOptions {
  readonly stage: Stage;
  readonly clock: RunnerClock;
  readonly recorder?: Recorder;
  readonly onError: (error: unknown) => void;
}

/** Starts the stage in real time. */
export function startStageHost({ stage, clock, recorder, onError }: HostOptions): StageHost {
  const { world } = stage;
  const mailbox = new Mailbox();
  const sender = new PoseSender(world.humans.capacity, world.props.count);
  const times = createTickTimes();
  const waiting = new Map<string, (outcome: Outcome) => void>();
  let lastTickMs = clock.nowMs();
  let rosterMark = '';
  let sentPoseTick = -1;
  let sentShowVersion = 0;
  const host: StageHost = {
    stage,
    mailbox,
    sender,
    voiceSender: new VoiceSender(),
    pictures: new PictureShelf(),
    times,
    listener: undefined,
    afterTick: new Set(),
    visits: new Map(),
    voices: undefined,
    askBrain: undefined,
    memory: undefined,
    stageMs: () => world.tick * TICK_MS + Math.min(TICK_MS * 4, clock.nowMs() - lastTickMs),
    join(message) {
      return new Promise((resolve) => {
        waiting.set(message.key, resolve);
        mailbox.post(message);
      });
    },
    stop() {
      runner.stop();
      recorder?.close();
    },
  };
  const runner = runStage(stage, mailbox, clock, {
    onMessages: (tick, messages, motionReady) => recorder?.begin(tick, messages, motionReady),
    onTick(outcomes) {
      lastTickMs = clock.nowMs();
      recorder?.end(world);
      for (const outcome of outcomes) {
        waiting.get(outcome.key)?.(outcome);
        waiting.delete(outcome.key);
      }
      const mark = rosterOf(world);
      if (mark !== rosterMark) {
        rosterMark = mark;
        host.listener?.onRoster(world);
      }
      if (world.social.events.length > 0) host.listener?.onEvents(world.social.events);
      if (world.social.progress.length > 0) host.listener?.onProgress(world.social.progress);
      const { news, version } = world.show;
      if (news.length > 0 || version !== sentShowVersion) host.listener?.onShow(world);
      sentShowVersion = version;
      for (const callback of host.afterTick) callback();
      handOver(host);
      if (world.poseTick === sentPoseTick) {
        sender.skipTick();
        return;
      }
      sentPoseTick = world.poseTick;
      sender.encode(world);
      sender.sendAll(world, stageMsOfTick(world.poseTick));
    },
    onTickDone: (durationMs) => times.add(durationMs),
    onError,
  });
  return host;
}

/** After a tick: what is to be kept or erased goes to the store, questions to the brain outside, lines to the voice. */
function handOver(host: StageHost): void {
  const { world } = host.stage;
  const { social } = world;
  const post: Mailbox['post'] = (message) => host.mailbox.post(message);
  const { notes, forgets } = social.memory;
  if (notes.length + forgets.length > 0) host.memory?.take(notes, forgets);
  if (forgets.length > 0) host.voices?.clear();
  if (social.thoughts.asks.length > 0) host.askBrain?.([...social.thoughts.asks], post);
  if (host.voices) speak(world, host.voices, host.voiceSender, post);
}

/** After a tick: lines that want a voice go to who makes it, and lines that begin or break off are sent or not. */
function speak(world: World, voices: VoiceDeskPort, sender: VoiceSender, post: Mailbox['post']): void {
  const { social } = world;
  if (social.voices.asks.length > 0) voices.ask(social.voices.asks, post);
  for (const { voice, uid, netId, tick } of social.events) {
    const sound = voice === '' ? undefined : voices.soundOf(voice);
    if (sound) sender.begin({ ...sound, uid, netId, playAtMs: stageMsOfTick(tick) });
  }
  for (const { kind, ev, uid } of social.progress)
    if (kind === 'speech' && (ev === 'stopped' || ev === 'failed')) sender.stop(uid);
  sender.send(stageMsOfTick(world.tick), (netId) => {
    const slot = slotOf(world, netId);
    if (slot < 0) return undefined;
    return { x: world.humans.position[slot * 3], z: world.humans.position[slot * 3 + 2] };
  });
}

/** Stage time of what a tick made: the world as it stands when that tick has run. */
export function stageMsOfTick(tick: number): number {
  return (tick + 1) * TICK_MS;
}

/** Changes when somebody came or went. */
function rosterOf(world: World): string {
  let mark = '';
  for (let slot = 0; slot < world.humans.count; slot++) mark += `${world.humans.netId[slot]},`;
  return mark;
}

/** Version that both sides speak, 0 when there is none. */
export function negotiateVersion(offered: readonly number[]): number {
  return offered.includes(WIRE_LIMITS.version) ? WIRE_LIMITS.version : 0;
}

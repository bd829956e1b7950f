import { randomBytes } from 'node:crypto';
import { type FarMotions, WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { PictureShelf } from '../gate/picture-shelf.ts';
import type { StageMemory } from '../memory/index.ts';
import type { Recorder } from '../record/index.ts';
import { FarActs, farMotionsOfStage, PoseSender, type VoicedLine, VoiceSender } from '../send/index.ts';
import {
  createTickTimes,
  Mailbox,
  type Outcome,
  type RunnerClock,
  runStage,
  type Stage,
} from '../tick/index.ts';
import { TICK_MS } from '../world/limits.ts';
import type { PictureSight } from '../world/picture-sight.ts';
import { slotOf } from '../world/slot-of.ts';
import type { ThoughtAsk } from '../world/thoughts.ts';
import type { VoiceAsk } from '../world/voices.ts';
import type { PaintAsk } from '../world/works.ts';
import type { World } from '../world/world.ts';
import type { RoomHost } from './room-host.ts';
import { SeatBook } from './seat-book.ts';
import { cueMessage, showMessage } from './show-wire.ts';
import { worksMessage } from './works-wire.ts';

/** One living stage: clock, mailbox, sending and record around the pure tick. */
export interface StageHost extends RoomHost {
  readonly stage: Stage;
  readonly mailbox: Mailbox;
  readonly seats: SeatBook;
  /** Pictures held out by guests. */
  readonly pictures: PictureShelf;
  readonly times: ReturnType<typeof createTickTimes>;
  /** What people without joints are at; undefined without a table of far motions. */
  readonly far: FarActs | undefined;
  /** Called after each tick, before its poses are sent. */
  readonly afterTick: Set<() => void>;
  /** Called when new poses are encoded, beside sending them to the clients of this process. */
  readonly onPoses: Set<(presentAtMs: number) => void>;
  /** Told of every line whose sound begins, and of those broken off, beside the listeners of this process. */
  readonly onVoice: Set<VoiceWatcher>;
  /** Without it lines are shown and not heard. */
  voices: VoiceDeskPort | undefined;
  /** Keeps what performers remember; without it nothing outlives a visit. */
  memory: StageMemory | undefined;
  /** Takes questions to a brain outside; without it everybody thinks offline. */
  askBrain: ((asks: readonly ThoughtAsk[], post: Mailbox['post']) => void) | undefined;
  /** Looks at pictures that guests hold out; without it only their shape is known. */
  lookAt: ((bytes: Uint8Array) => Promise<PictureSight | undefined>) | undefined;
  /** Paints what is asked for; without it nobody paints. */
  askPainter: ((asks: readonly PaintAsk[], post: Mailbox['post']) => void) | undefined;
  stop(): void;
}

export interface VoiceWatcher {
  begin(line: VoicedLine): void;
  stop(uid: number): void;
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
  /** What people without joints can be seen at from afar. */
  readonly far?: FarMotions;
  readonly onError: (error: unknown) => void;
}

/** Starts the stage in real time. */
export function startStageHost({ stage, clock, recorder, far, onError }: HostOptions): StageHost {
  const { world } = stage;
  const mailbox = new Mailbox();
  const times = createTickTimes();
  const waiting = new Map<string, (outcome: Outcome) => void>();
  let lastTickMs = clock.nowMs();
  const stageMs = (): number => world.tick * TICK_MS + Math.min(TICK_MS * 4, clock.nowMs() - lastTickMs);
  const host = createHost(stage, mailbox, clock, { waiting, times, stageMs, stop, far });
  const tell = teller(host);
  const runner = runStage(stage, mailbox, clock, {
    onMessages: (tick, messages, motionReady) => recorder?.begin(tick, messages, motionReady),
    onTick(outcomes, dueMs) {
      // By when it was due: were it by when it ran, each guest that asks for the time would be told how late a tick happened to be.
      lastTickMs = dueMs;
      recorder?.end(world);
      for (const outcome of outcomes) {
        waiting.get(outcome.key)?.(outcome);
        waiting.delete(outcome.key);
      }
      tell();
      for (const callback of host.afterTick) callback();
      handOver(host);
    },
    onPoses: () => sendPoses(host),
    onPosesLate: () => host.sender.skipTick(),
    onLost(lostMs) {
      lastTickMs += lostMs;
      for (const listener of host.listeners) listener.onLost(lostMs);
    },
    onTickDone: (durationMs) => times.add(durationMs),
    onError,
  });
  function stop(): void {
    runner.stop();
    recorder?.close();
  }
  return host;
}

interface HostParts {
  readonly waiting: Map<string, (outcome: Outcome) => void>;
  readonly times: StageHost['times'];
  readonly stageMs: () => number;
  readonly stop: () => void;
  readonly far: FarMotions | undefined;
}

function createHost(stage: Stage, mailbox: Mailbox, clock: RunnerClock, parts: HostParts): StageHost {
  const { world } = stage;
  const seats = new SeatBook(clock.after.bind(clock), (netId) => {
    host.memory?.leave(netId);
    mailbox.post({ type: 'leave', netId });
  });
  const { styles, actionNames } = world.social;
  const { capacity } = world.humans;
  const far =
    parts.far && new FarActs(capacity, parts.far, farMotionsOfStage(parts.far, styles, actionNames));
  const host: StageHost = {
    stage,
    world,
    life: randomBytes(6).toString('base64url'),
    mailbox,
    seats,
    far,
    sender: new PoseSender(capacity, world.props.count, far),
    voiceSender: new VoiceSender(),
    pictures: new PictureShelf(),
    times: parts.times,
    listeners: new Set(),
    afterTick: new Set(),
    onPoses: new Set(),
    onVoice: new Set(),
    visits: new Map(),
    voices: undefined,
    askBrain: undefined,
    askPainter: undefined,
    lookAt: undefined,
    memory: undefined,
    stageMs: parts.stageMs,
    stop: parts.stop,
    post: (message) => mailbox.post(message),
    keepPicture(key, mime, bytes) {
      host.pictures.put(key, mime, bytes);
      void host.lookAt?.(bytes).then((sight) => sight && mailbox.post({ type: 'looked', key, sight }));
    },
    async join(message, token) {
      const outcome = await new Promise<Outcome>((resolve) => {
        parts.waiting.set(message.key, resolve);
        mailbox.post(message);
      });
      if (outcome.ok) seats.enter(token, outcome.netId, message.key);
      return outcome;
    },
    async resume(token, sessionId) {
      const netId = seats.resume(token, sessionId);
      const slot = netId === undefined ? -1 : slotOf(world, netId);
      return netId === undefined || slot < 0 ? undefined : { key: sessionId, ok: true, slot, netId };
    },
    leave: (token, sessionId) => seats.leave(token, sessionId),
    arrive: (netId, memoryKey, remember) => arrive(host, netId, memoryKey, remember),
    memoriesOf: async (netId) => (await host.memory?.of(netId)) ?? { memories: [], reflections: [] },
    show: () => showMessage(world, world.tick * TICK_MS),
    works: () => worksMessage(world, stageMsOfTick),
  };
  return host;
}

/** Tells the listeners what a tick brought that is not poses. */
function teller(host: StageHost): () => void {
  const { world, listeners } = host;
  let rosterMark = 0;
  let sentShowVersion = 0;
  let sentWorksVersion = 0;
  return () => {
    const mark = rosterOf(world);
    const { events, progress } = world.social;
    for (const listener of listeners) {
      if (mark !== rosterMark) listener.onRoster(world);
      if (events.length > 0) listener.onEvents(events);
      if (progress.length > 0) listener.onProgress(progress);
    }
    rosterMark = mark;
    const { news, version } = world.show;
    if (news.length > 0 || version !== sentShowVersion) tellShow(host);
    sentShowVersion = version;
    const { works } = world.social;
    if (works.version !== sentWorksVersion)
      for (const listener of listeners) listener.onWorks(worksMessage(world, stageMsOfTick));
    sentWorksVersion = works.version;
  };
}

function sendPoses(host: StageHost): void {
  const { world, sender } = host;
  sender.encode(world);
  for (const callback of host.onPoses) callback(stageMsOfTick(world.poseTick));
  sender.sendAll(world, stageMsOfTick(world.poseTick));
}

/** After a tick: what is to be kept or erased goes to the store, questions to the brain outside, lines to the voice. */
function handOver(host: StageHost): void {
  const { world } = host.stage;
  const { social } = world;
  const post: Mailbox['post'] = (message) => host.mailbox.post(message);
  const { notes, reflections, forgets } = social.memory;
  if (notes.length + reflections.length + forgets.length > 0)
    host.memory?.take({ notes: [...notes], reflections: [...reflections], forgets: [...forgets] });
  if (forgets.length > 0) host.voices?.clear();
  if (social.thoughts.asks.length > 0) host.askBrain?.([...social.thoughts.asks], post);
  if (social.works.asks.length > 0) askPainter(host, [...social.works.asks], post);
  if (host.voices) speak(host, host.voices, post);
}

/** Without a painter the answer comes at once: there will be no picture. */
function askPainter(host: StageHost, asks: readonly PaintAsk[], post: Mailbox['post']): void {
  if (host.askPainter) host.askPainter(asks, post);
  else for (const { id } of asks) post({ type: 'painted', id, sha: '', brain: 'offline', strokes: 0 });
}

/** What is remembered of a guest; who was remembered before goes on to be. */
function arrive(host: StageHost, netId: number, memoryKey: string, remember: boolean): void {
  if (memoryKey === '' || !host.memory) return;
  if (remember) host.mailbox.post({ type: 'consent', netId, remember: true });
  void host.memory.arrive(netId, memoryKey).then(({ memories, reflections }) => {
    if (memories.length + reflections.length === 0) return;
    host.mailbox.post({ type: 'memories', netId, items: memories, reflections });
    if (!remember) host.mailbox.post({ type: 'consent', netId, remember: true });
  });
}

function tellShow(host: StageHost): void {
  const { run, news } = host.world.show;
  const show = host.show();
  if (!run || !show) return;
  const cues = news.map((item) => cueMessage(run, item, stageMsOfTick));
  for (const listener of host.listeners) listener.onShow(cues, show);
}

/**
 * From so many people on a stage that nobody listens to, lines are not voiced: a crowd of hundreds that talks would keep one
 * core busy with speech that reaches no ear. Mouths then move by estimated times.
 */
export const UNHEARD_PEOPLE = 64;

/** True when somebody may hear lines: here, or at an edge, which does not say who listens. */
function isHeard({ world, voiceSender, onVoice }: StageHost): boolean {
  return voiceSender.listeners.size > 0 || onVoice.size > 0 || world.humans.count < UNHEARD_PEOPLE;
}

/** After a tick: lines that want a voice go to who makes it, and lines that begin or break off are sent or not. */
function speak(host: StageHost, voices: VoiceDeskPort, post: Mailbox['post']): void {
  const { world, voiceSender, onVoice } = host;
  const { social } = world;
  if (isHeard(host)) {
    if (social.voices.asks.length > 0) voices.ask(social.voices.asks, post);
  } else for (const { key } of social.voices.asks) post({ type: 'voiced', key });
  for (const { voice, uid, netId, tick } of social.events) {
    const sound = voice === '' ? undefined : voices.soundOf(voice);
    if (!sound) continue;
    const line = { ...sound, uid, netId, playAtMs: stageMsOfTick(tick) };
    voiceSender.begin(line);
    for (const watcher of onVoice) watcher.begin(line);
  }
  for (const { kind, ev, uid } of social.progress) {
    if (kind !== 'speech' || (ev !== 'stopped' && ev !== 'failed')) continue;
    voiceSender.stop(uid);
    for (const watcher of onVoice) watcher.stop(uid);
  }
  sendVoices(host, stageMsOfTick(world.tick));
}

/** Sends what is due of every line, to who hears it from where the speaker stands. */
export function sendVoices({ world, voiceSender }: RoomHost, stageMs: number): void {
  voiceSender.send(stageMs, (netId) => {
    const slot = slotOf(world, netId);
    if (slot < 0) return undefined;
    return { x: world.humans.position[slot * 3], z: world.humans.position[slot * 3 + 2] };
  });
}

/** Stage time of what a tick made: the world as it stands when that tick has run. */
export function stageMsOfTick(tick: number): number {
  return (tick + 1) * TICK_MS;
}

/** Changes when somebody came or went: a sum over wire ids in order (FNV-1a), so that a tick leaves no garbage. */
function rosterOf(world: World): number {
  let mark = 0x811c9dc5;
  for (let slot = 0; slot < world.humans.count; slot++) {
    mark = Math.imul(mark ^ world.humans.netId[slot], 0x01000193);
  }
  return mark;
}

/** Version that both sides speak, 0 when there is none. */
export function negotiateVersion(offered: readonly number[]): number {
  return offered.includes(WIRE_LIMITS.version) ? WIRE_LIMITS.version : 0;
}

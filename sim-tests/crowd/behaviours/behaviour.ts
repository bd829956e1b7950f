import type { ClientMessages, OwnBody, PoseDecoder, StageEventMessage } from '@troupe/client-sdk/protocol';
import type { Counter, Metric } from '../measure/metrics.ts';
import type { BehaviourName } from '../scenario.ts';

/** A place people go to. */
export interface Spot {
  readonly x: number;
  readonly z: number;
}

/** Name of a performer. */
export interface CastName {
  readonly en: string;
  readonly ko: string;
}

/** What a behaviour may do with its bot. */
export interface BotHands {
  readonly netId: number;
  readonly actions: readonly string[];
  readonly spots: readonly Spot[];
  /** Performers of this stage by name. */
  readonly names: readonly CastName[];
  /** The own body as the stage settled it; undefined before the first pose, and without a body. */
  readonly own: OwnBody | undefined;
  readonly decoder: PoseDecoder | undefined;
  readonly random: () => number;
  nowMs(): number;
  /** Stage time now, ms. */
  stageMs(): number;
  send<K extends keyof ClientMessages>(type: K, message: ClientMessages[K]): void;
  sendRaw(type: string, message: unknown): void;
  /** Repeats while the bot takes part, from a random moment of the first period on; told when it was due. */
  every(periodMs: number, run: (dueMs: number) => void): void;
  after(ms: number, run: (dueMs: number) => void): void;
  note(metric: Metric, value: number): void;
  count(counter: Counter, by?: number): void;
  cut(): void;
  freeze(ms: number): void;
}

/** A way of being a guest. One object a bot: it may keep what it needs. */
export interface Behaviour {
  readonly name: BehaviourName;
  /** Wears a body; without one it is a spectator. */
  readonly body: boolean;
  /** Needs to see everybody, whatever share of the bots decodes. */
  readonly decodes: boolean;
  /** Its values count for itself alone: what it suffers it brought about. */
  readonly apart: boolean;
  /** Close codes that the stage should send it. */
  readonly expectedCloses: readonly number[];
  /** Once, when the stage has welcomed it. */
  start(hands: BotHands): void;
  onEvent?(hands: BotHands, event: StageEventMessage): void;
  onClosed?(hands: BotHands, code: number): void;
}

/** What most behaviours are. */
export const PLAIN = { body: true, decodes: false, apart: false, expectedCloses: [] } as const;

/** Looks where it stands, or where its camera is, five times in two seconds. */
export const VIEW_MS = 400;

/** Draw from a log-normal distribution: think time has a short usual length and a long tail. */
export function logNormal(random: () => number, medianMs: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * Math.exp(sigma * normal);
}

/** Draw from places by Zipf's law: the first is twice as loved as the second. */
export function zipf<T>(random: () => number, items: readonly T[]): T | undefined {
  const total = items.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  let left = random() * total;
  for (const [i, item] of items.entries()) {
    left -= 1 / (i + 1);
    if (left < 0) return item;
  }
  return items.at(-1);
}

import type { BodyInfo } from '../world/body-info.ts';
import { STAGE_LIMITS } from '../world/limits.ts';
import type { Memory } from '../world/memories.ts';
import type { Reflection } from '../world/reflections.ts';
import type { LookedAt, SensedEvent } from '../world/sensed.ts';
import type { ShowCommand } from '../world/show.ts';
import type { AgentAct, ThoughtAnswer } from '../world/thoughts.ts';
import type { VoiceTrack } from '../world/voices.ts';
import type { PaintAnswer } from '../world/works.ts';
import type { World } from '../world/world.ts';

/** Validated messages that a tick drains, in order. Plain data: what is recorded is what is replayed. */
export type MailboxMessage =
  | {
      readonly type: 'join';
      /** Who asked; comes back with the outcome. */
      readonly key: string;
      readonly name: string;
      readonly bodyIndex: number;
      /** A body of the guest's own instead of one of the cast. */
      readonly body?: BodyInfo;
      readonly locale: 'en' | 'ko';
      readonly x: number;
      readonly z: number;
      readonly yaw: number;
    }
  | {
      readonly type: 'perform';
      readonly key: string;
      readonly name: { readonly en: string; readonly ko: string };
      readonly personaId: string;
      readonly bodyIndex: number;
      readonly x: number;
      readonly z: number;
      readonly yaw: number;
    }
  | { readonly type: 'leave'; readonly netId: number }
  /** Somebody without a body looks from elsewhere, or has gone. */
  | { readonly type: 'watch'; readonly key: string; readonly x: number; readonly z: number }
  | { readonly type: 'unwatch'; readonly key: string }
  | {
      readonly type: 'input';
      readonly netId: number;
      readonly seq: number;
      readonly moveX: number;
      readonly moveZ: number;
      readonly hurry: boolean;
    }
  | { readonly type: 'say'; readonly netId: number; readonly text: string; readonly locale: 'en' | 'ko' }
  | { readonly type: 'gesture'; readonly netId: number; readonly action: string }
  /** A creator's prompt for a performer: see avatars/prompt. */
  | { readonly type: 'direct'; readonly netId: number; readonly prompt: string }
  /** A clip for a performer to play: of the stage, never of a guest. An empty name stops what it plays. */
  | {
      readonly type: 'clip';
      readonly netId: number;
      readonly name: string;
      readonly from?: number;
      readonly to?: number;
      readonly rate?: number;
      readonly loop?: boolean;
      readonly seconds?: number;
      readonly mask?: 'fullBody' | 'upperBody';
    }
  /** What an operator or a guest asks of the show. */
  | { readonly type: 'show'; readonly command: ShowCommand }
  /** Something a guest sensed, as the gate let it pass. */
  | { readonly type: 'sense'; readonly netId: number; readonly event: SensedEvent }
  /** What our own models saw in a picture that a guest holds out. */
  | ({ readonly type: 'looked' } & LookedAt)
  /** What performers remember of a guest from earlier visits; whether it wants to be remembered; that it wants to be forgotten. */
  | {
      readonly type: 'memories';
      readonly netId: number;
      readonly items: readonly (Memory & { readonly personaId: string })[];
      readonly reflections?: readonly (Reflection & { readonly personaId: string })[];
    }
  | { readonly type: 'consent'; readonly netId: number; readonly remember: boolean }
  | { readonly type: 'forget'; readonly netId: number }
  /** A brain outside has come ('' when it has gone), and a step of what it thinks. */
  | { readonly type: 'brain'; readonly name: string }
  | ({ readonly type: 'thought' } & ThoughtAnswer)
  /** What an operator's agent has a performer say or do. */
  | ({ readonly type: 'act' } & AgentAct)
  /** What came of a picture that was asked for. */
  | ({ readonly type: 'painted' } & PaintAnswer)
  /** A voice has come or gone. */
  | { readonly type: 'voiceReady'; readonly ready: boolean }
  /** What the synthesiser made of a line that was asked for; no track: it has no voice. */
  | { readonly type: 'voiced'; readonly key: string; readonly track?: VoiceTrack };

/** What became of a message that somebody waits for. */
export interface Outcome {
  readonly key: string;
  readonly ok: boolean;
  readonly slot: number;
  readonly netId: number;
}

/** Messages waiting for the next tick; bounded, the oldest surplus is dropped and counted. */
export class Mailbox {
  #waiting: MailboxMessage[] = [];
  #dropped = 0;

  post(message: MailboxMessage): void {
    if (this.#waiting.length >= STAGE_LIMITS.mailboxMax) {
      this.#waiting.shift();
      this.#dropped += 1;
    }
    this.#waiting.push(message);
  }

  /** Everything that waited, oldest first; counts what was dropped in the world's counters. */
  drain(world: World): MailboxMessage[] {
    const messages = this.#waiting;
    this.#waiting = [];
    world.counters.mailboxDropped += this.#dropped;
    this.#dropped = 0;
    return messages;
  }
}

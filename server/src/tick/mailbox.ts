import { STAGE_LIMITS } from '../world/limits.ts';
import type { ShowCommand } from '../world/show.ts';
import type { World } from '../world/world.ts';

/** Validated messages that a tick drains, in order. Plain data: what is recorded is what is replayed. */
export type MailboxMessage =
  | {
      readonly type: 'join';
      /** Who asked; comes back with the outcome. */
      readonly key: string;
      readonly name: string;
      readonly bodyIndex: number;
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
  | { readonly type: 'show'; readonly command: ShowCommand };

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

/**
 * What a stage and its edges tell each other over Redis. Poses go as bytes (send/feed-composer.ts), all else as msgpack.
 * Whoever can write to this Redis can act for any guest: it belongs into a private network.
 */
import type { CueMessage, ShowMessage, WorksMessage } from '@troupe/client-sdk/protocol';
import { Packr } from 'msgpackr';
import type { Recalled } from '../memory/index.ts';
import type { JoinMessage } from '../rooms/index.ts';
import type { MailboxMessage, Outcome } from '../tick/index.ts';
import type { Progress } from '../world/performance.ts';
import type { StageEvent } from '../world/social.ts';

/** One human of the roster, in the stage's own slot. */
export interface EdgeHuman {
  readonly slot: number;
  readonly netId: number;
  readonly kind: number;
  readonly bodyId: string;
  readonly name: { readonly en: string; readonly ko: string };
}

/** From an edge to the stage. */
export type UpMessage =
  | { readonly kind: 'hello'; readonly processId: string }
  | { readonly kind: 'beat' }
  | { readonly kind: 'resync' }
  | { readonly kind: 'bye' }
  | { readonly kind: 'join'; readonly ask: number; readonly message: JoinMessage; readonly token: string }
  | { readonly kind: 'resume'; readonly ask: number; readonly token: string; readonly sessionId: string }
  | { readonly kind: 'memories'; readonly ask: number; readonly netId: number }
  | { readonly kind: 'leave'; readonly token: string; readonly sessionId: string }
  | { readonly kind: 'post'; readonly message: MailboxMessage }
  | {
      readonly kind: 'arrive';
      readonly netId: number;
      readonly memoryKey: string;
      readonly remember: boolean;
    }
  | { readonly kind: 'picture'; readonly key: string; readonly mime: string; readonly bytes: Uint8Array };

/** What an edge sends at once: everything since its last bundle. */
export interface UpBundle {
  readonly edge: string;
  readonly messages: readonly UpMessage[];
}

/** From the stage to one edge. */
export type DownMessage =
  | {
      readonly kind: 'opening';
      readonly life: string;
      readonly tick: number;
      readonly actions: readonly string[];
      readonly humans: readonly EdgeHuman[];
      readonly show: ShowMessage | undefined;
      readonly works: WorksMessage;
    }
  | {
      readonly kind: 'answer';
      readonly ask: number;
      readonly outcome?: Outcome;
      readonly memories?: Recalled;
    };

/** From the stage to all edges. */
export type NewsMessage =
  | { readonly kind: 'roster'; readonly come: readonly EdgeHuman[]; readonly gone: readonly number[] }
  | { readonly kind: 'events'; readonly events: readonly StageEvent[] }
  | { readonly kind: 'progress'; readonly progress: readonly Progress[] }
  | { readonly kind: 'show'; readonly cues: readonly CueMessage[]; readonly show: ShowMessage }
  | { readonly kind: 'works'; readonly works: WorksMessage }
  | { readonly kind: 'lost'; readonly lostMs: number }
  | {
      readonly kind: 'voice';
      readonly uid: number;
      readonly netId: number;
      readonly playAtMs: number;
      readonly rateHz: number;
      readonly pcm: Uint8Array;
    }
  | { readonly kind: 'hush'; readonly uid: number };

/** Names of the channels of one stage. */
export function channelsOf(cluster: string, stageId: string) {
  const root = `${cluster}:${stageId}`;
  return {
    feed: `${root}:feed`,
    news: `${root}:news`,
    up: `${root}:up`,
    edge: (id: string): string => `${root}:edge:${id}`,
  };
}

const PACKR = new Packr({ useRecords: false });

export function pack(message: UpBundle | DownMessage | NewsMessage): Buffer {
  return PACKR.pack(message);
}

/** @throws Error when the bytes are no msgpack */
export function unpack<T extends UpBundle | DownMessage | NewsMessage>(bytes: Uint8Array): T {
  return PACKR.unpack(bytes);
}

import type { PaintPlan, Words } from '@troupe/avatars/paint';
import { z } from 'zod';
import { WIRE_LIMITS } from './limits.ts';
import type { CueMessage, ShowMessage } from './show-messages.ts';

const UNIT = z.number().min(-1).max(1);
const COORDINATE = z.number().min(-1_000).max(1_000);
/** Control characters have no place in a name or a line. */
export const TEXT = z.string().transform((text) => text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ').trim());

export const LOCALE = z.enum(['en', 'ko']);

/** What a client says when it joins a stage. */
export const JOIN_OPTIONS = z.object({
  /** Protocol versions the client speaks. */
  vhp: z.array(z.number().int()).min(1).max(8),
  name: TEXT.pipe(z.string().max(WIRE_LIMITS.nameCharactersMax)).default(''),
  /** Id of a body; empty joins without a body, as a spectator. */
  bodyId: z.string().max(64).default(''),
  /** Proves that a body made from a photo is the guest's own; see /photo-bodies. */
  bodySecret: z.string().max(64).default(''),
  locale: LOCALE.default('en'),
  /** Secret by which a guest is known again, made and kept by its client; '' is somebody new each time. */
  memoryKey: z.union([z.literal(''), z.string().min(16).max(128)]).default(''),
  /** True: what it tells of itself may be kept beyond the visit. */
  remember: z.boolean().default(false),
  /** `welcome.senseToken` of a visit whose connection broke: takes the same body again, also by another server of the stage. */
  resume: z.string().max(64).default(''),
  /** Which of the stages of this server, see `GET /stages`; '' is the first. */
  stage: z.string().max(64).default(''),
});

/** Client to server, by message type. */
export const CLIENT_MESSAGES = {
  /** Wish of the guest's own body; newest wins, seq rises by one. */
  input: z.object({
    seq: z
      .number()
      .int()
      .min(1)
      .max(2 ** 31),
    moveX: UNIT,
    moveZ: UNIT,
    hurry: z.boolean(),
  }),
  say: z.object({ text: TEXT.pipe(z.string().min(1).max(WIRE_LIMITS.sayCharactersMax)), locale: LOCALE }),
  gesture: z.object({ action: z.string().min(1).max(32) }),
  /** Where the client looks from, at most 5 a second: chooses who is sent in which detail. */
  view: z.object({
    x: COORDINATE,
    z: COORDINATE,
    /** Direction of view on the ground plane. */
    dirX: UNIT,
    dirZ: UNIT,
    budgetBytesPerSecond: z
      .number()
      .min(WIRE_LIMITS.budgetBytesPerSecondMin)
      .max(WIRE_LIMITS.budgetBytesPerSecondMax)
      .optional(),
  }),
  /** Something sensed (see senses.ts); checked by its own table, so that a wrong one is told and closes nothing. */
  sense: z.unknown(),
  /** Whether the client wants to hear voices; it is sent none before it says so. */
  listen: z.object({ on: z.boolean() }),
  /** Health of the stream as the client sees it, once a second. */
  stats: z.object({
    lateFrames: z.number().int().min(0).max(10_000),
    receivedBytes: z.number().int().min(0),
    /** Deltas since the last report whose key never came: the stage sends everybody anew. */
    orphanDeltas: z.number().int().min(0).default(0),
  }),
  /** Answer to the poll that is open (`show.poll`); the newest counts. */
  vote: z.object({ option: z.string().min(1).max(64) }),
  /** One clap. */
  applaud: z.object({}),
  /** Whether the guest's own name may stand on the screen of a show; not before it says so, and not after it says no. */
  showName: z.object({ on: z.boolean() }),
  /** Clock: answered by `pong` with the client's own time and the stage time. */
  ping: z.object({ clientMs: z.number() }),
} as const;

/** As a client writes them; what has a default may be left out. */
export type ClientMessages = { [K in keyof typeof CLIENT_MESSAGES]: z.input<(typeof CLIENT_MESSAGES)[K]> };

/** Server to client, by message type, besides poses. */
export interface ServerMessages {
  welcome: {
    readonly version: number;
    readonly stage: string;
    /** Wire id of the guest's own body; 0 for a spectator. */
    readonly netId: number;
    readonly actions: readonly string[];
    readonly tickMs: number;
    /** Bearer token of this visit for `POST /senses`, the road of large events; '' for a spectator. */
    readonly senseToken: string;
    /** Names this life of the stage: with another one wire ids mean other people. */
    readonly life: string;
  };
  /** An event of senses was turned away. */
  senseRefused: { readonly id: string; readonly code: string; readonly message: string };
  pong: { readonly clientMs: number; readonly stageMs: number };
  /** The stage could not keep up and gave time up: what was known of its time is so much too far on, ms. */
  lost: { readonly lostMs: number };
  event: StageEventMessage;
  show: ShowMessage;
  cue: CueMessage;
  behaviour: BehaviourMessage;
  works: WorksMessage;
}

/** Something that happened on stage; `atMs` is stage time, so two clients show it at the same moment. */
export interface StageEventMessage {
  readonly kind: 'say' | 'gesture';
  readonly atMs: number;
  readonly netId: number;
  readonly toNetId: number;
  readonly text: string;
  readonly locale: 'en' | 'ko';
  readonly durationMs: number;
  /** Who spoke: 'guest', 'offline', 'show' (a line that was written) or the name of a brain outside, such as 'remote:exaone'. */
  readonly brain: string;
  /** Behaviour that it belongs to (see `behaviour`), 0: none. */
  readonly uid: number;
  /** True when it is heard as well: a client that listens is sent its sound. */
  readonly voiced: boolean;
}

/**
 * Life cycle of something a human performs (after UMIM): started, then finished, stopped (something else took its
 * place) or failed. `moments` come with 'started': stage time, ms, of every moment known then: the BML sync points start,
 * ready, strokeStart, stroke, strokeEnd, relax and end of a gesture; start, w0, w1 … (where words begin) and end of
 * speech. They are when the pose of that moment is to be shown, not when it was computed.
 */
export interface BehaviourMessage {
  readonly uid: number;
  readonly netId: number;
  readonly kind: 'speech' | 'gesture' | 'clip' | 'pointing' | 'gaze' | 'walk' | 'sit' | 'stand' | 'wait';
  /** Name of the gesture, words of the speech, or ''. */
  readonly name: string;
  /** Block and part it belongs to, or ''. */
  readonly block: string;
  readonly part: string;
  readonly ev: 'started' | 'finished' | 'stopped' | 'failed';
  readonly atMs: number;
  readonly moments: Readonly<Record<string, number>>;
  /** Why it was stopped or failed, or ''. */
  readonly reason: string;
}

/** Paintings made on this stage: all of them, whenever one is begun, hung or put on, and on joining. */
export interface WorksMessage {
  readonly works: readonly WorkMessage[];
  /**
   * Who wears a painting as the print of its garment: sha256 of the picture by wire id; `/paintings/<sha>/tile` is the cloth.
   * A show's outfit lies over it. Servers before 2026-12 do not say it.
   */
  readonly worn?: Readonly<Record<string, string>>;
}

/** One painting. Between `beganMs` and `doneMs` (stage time) a hand is at it, stroke by stroke. */
export interface WorkMessage {
  readonly id: number;
  /** 'easel' while it is painted and shown, then the id of the painting of the stage file whose place it takes. */
  readonly place: string;
  /** sha256 of the picture, which is `/paintings/<sha>`; `/paintings/<sha>/tile` is the same as a repeat for cloth. */
  readonly sha: string;
  /** What it is painted from, so that a client can paint it itself; '@troupe/avatars/paint'. */
  readonly plan: PaintPlan;
  readonly title: Words;
  readonly why: Words;
  /** `#rrggbb`: ground, pigments, leaf, accent. */
  readonly colours: readonly string[];
  /** 'offline' or 'remote:model'. */
  readonly brain: string;
  readonly byNetId: number;
  readonly by: Words;
  readonly beganMs: number;
  readonly doneMs: number;
}

import type { CueMessage, ShowMessage, WorksMessage } from '@troupe/client-sdk/protocol';
import type { GateRefusal } from '../gate/sense-gate.ts';
import type { Recalled } from '../memory/index.ts';
import type { PoseSender, VoiceSender } from '../send/index.ts';
import type { MailboxMessage, Outcome } from '../tick/index.ts';
import type { Progress } from '../world/performance.ts';
import type { StageEvent } from '../world/social.ts';
import type { World } from '../world/world.ts';

/** What a room learns of its stage after each tick. */
export interface HostListener {
  /** People came or went: the roster is to be made anew. */
  onRoster(world: World): void;
  onEvents(events: readonly StageEvent[]): void;
  onProgress(progress: readonly Progress[]): void;
  onShow(cues: readonly CueMessage[], show: ShowMessage): void;
  /** A painting was begun or hung. */
  onWorks(works: WorksMessage): void;
  /** The stage could not keep up and gave this much time up, ms. */
  onLost(lostMs: number): void;
}

/** What a guest may do by HTTP. */
export interface Visit {
  readonly netId: number;
  /** Takes a large sense event; what it was refused for. */
  sense(raw: unknown, bytes: number): GateRefusal | undefined;
}

/** A message that puts a guest on the stage. */
export type JoinMessage = Extract<MailboxMessage, { type: 'join' }>;

/** A stage as a room sees it: the living one of this process, or at an edge the image of one elsewhere. Knows nothing of Colyseus. */
export interface RoomHost {
  /** At an edge: poses, roster and own bodies only. */
  readonly world: World;
  /** Names this life of the stage: after a restart wire ids begin anew. */
  readonly life: string;
  readonly sender: PoseSender;
  readonly voiceSender: VoiceSender;
  /** Guests who are here, by the token of their visit: for what comes by HTTP. */
  readonly visits: Map<string, Visit>;
  readonly listeners: Set<HostListener>;
  post(message: MailboxMessage): void;
  /** Keeps a picture that a guest holds out. */
  keepPicture(key: string, mime: string, bytes: Uint8Array): void;
  /** Stage time now, ms: tick x 50 plus what has passed of the present tick. */
  stageMs(): number;
  /** Resolves with what became of a join; never rejects. `token` is the secret by which the seat can be taken again. */
  join(message: JoinMessage, token: string): Promise<Outcome>;
  /** Takes a seat again for another connection; undefined when there is none. */
  resume(token: string, sessionId: string): Promise<Outcome | undefined>;
  /** A connection ended for good. */
  leave(token: string, sessionId: string): void;
  /** A guest who can be known again has come. */
  arrive(netId: number, memoryKey: string, remember: boolean): void;
  /** What is kept of a guest who is here. */
  memoriesOf(netId: number): Promise<Recalled>;
  /** How the show stands; undefined without one. */
  show(): ShowMessage | undefined;
  /** Paintings made on the stage. */
  works(): WorksMessage;
}

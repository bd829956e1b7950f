import type { BlockPart } from './block.ts';
import type { SungNote } from './sung.ts';

/** A text in both languages; one that a show leaves out is ''. */
export interface ShowText {
  readonly en: string;
  readonly ko: string;
}

/** Where somebody stands: x, z (m) and heading (rad); null keeps the heading it comes with. */
export interface ShowPlace {
  readonly x: number;
  readonly z: number;
  readonly yaw: number | null;
}

/** What is looked or pointed at. */
export type ShowTarget =
  | { readonly at: 'place'; readonly x: number; readonly y: number; readonly z: number }
  | { readonly at: 'cast'; readonly cast: number }
  | { readonly at: 'audience' };

export type ShowMood = 'happy' | 'relaxed' | 'surprised' | 'sad' | 'angry';

/** What a cue does, names resolved: cast members are indices into the program's cast, lengths are ticks. */
export type ShowAct =
  | { readonly do: 'place'; readonly who: readonly number[]; readonly places: readonly ShowPlace[] }
  | {
      readonly do: 'walk' | 'formation';
      readonly who: readonly number[];
      readonly places: readonly ShowPlace[];
      /** Pace asked for, m/s; null: the usual one, or what the length asks for. */
      readonly mps: number | null;
      readonly style: number | null;
    }
  | { readonly do: 'motion'; readonly who: readonly number[]; readonly prompt: string }
  | { readonly do: 'gesture' | 'action'; readonly who: readonly number[]; readonly action: string }
  | {
      readonly do: 'clip';
      readonly who: readonly number[];
      readonly clip: string;
      readonly from: number | null;
      readonly to: number | null;
      readonly rate: number;
      readonly upperBody: boolean;
      readonly loop: boolean;
    }
  | { readonly do: 'point'; readonly who: readonly number[]; readonly target: ShowTarget }
  | {
      readonly do: 'posture';
      readonly who: readonly number[];
      /** Seats sat upon (-1: stands up), and where one stands before each. */
      readonly seats: readonly number[];
      readonly places: readonly ShowPlace[];
    }
  | { readonly do: 'style'; readonly who: readonly number[]; readonly style: number }
  | { readonly do: 'gaze'; readonly who: readonly number[]; readonly target: ShowTarget }
  | { readonly do: 'face' | 'mood'; readonly who: readonly number[]; readonly mood: ShowMood }
  | {
      readonly do: 'say' | 'sing';
      readonly who: readonly number[];
      readonly text: string;
      readonly locale: 'en' | 'ko';
      /** The line in the other language, shown beside it, or ''. */
      readonly caption: string;
      readonly to: number | null;
      readonly mood: ShowMood | null;
      /** What it is sung on, ms from the start of the cue; null: it is spoken. */
      readonly notes: readonly SungNote[] | null;
    }
  | { readonly do: 'listen'; readonly who: readonly number[]; readonly max: number; readonly fair: boolean }
  | {
      readonly do: 'ask';
      readonly who: readonly number[];
      readonly q: ShowText;
      readonly options: readonly { readonly id: string; readonly label: ShowText }[];
      readonly otherwise: string;
    }
  | { readonly do: 'brain'; readonly who: readonly number[]; readonly on: boolean }
  | { readonly do: 'outfit'; readonly who: readonly number[]; readonly set: string }
  | {
      readonly do: 'prop';
      readonly who: readonly number[];
      readonly op: 'pick' | 'put' | 'give';
      readonly prop: number;
      readonly to: number | null;
    }
  | {
      readonly do: 'light';
      readonly who: readonly number[];
      readonly look: string;
      readonly colour: string;
      readonly level: number;
      readonly strobeHz: number;
      /** Ticks; the cue may last longer. */
      readonly fade: number;
    }
  | {
      readonly do: 'camera';
      readonly who: readonly number[];
      readonly shot: string;
      readonly target: ShowTarget;
    }
  | {
      readonly do: 'fx';
      readonly who: readonly number[];
      readonly name: string;
      readonly target: ShowTarget | null;
    }
  | {
      readonly do: 'music';
      readonly who: readonly number[];
      readonly op: 'play' | 'stop';
      readonly track: string;
      readonly volume: number;
    }
  | {
      readonly do: 'crowd';
      readonly who: readonly number[];
      readonly ask: string;
      readonly text: ShowText;
      /** Share of the guests with hands up and number of guests at which it is over; 0 does not matter. null: its time alone. */
      readonly until: { readonly hands: number; readonly here: number } | null;
    }
  | { readonly do: 'caption'; readonly who: readonly number[]; readonly text: ShowText }
  | { readonly do: 'out'; readonly who: readonly number[]; readonly to: string; readonly data: string }
  | { readonly do: 'marker'; readonly who: readonly number[]; readonly name: string }
  | { readonly do: 'hold' | 'wait' | 'panic'; readonly who: readonly number[] }
  | { readonly do: 'go' | 'call'; readonly who: readonly number[]; readonly scene: number }
  | {
      readonly do: 'branch';
      readonly who: readonly number[];
      readonly on: string;
      readonly cases: Readonly<Record<string, number>>;
      readonly otherwise: number;
    }
  | { readonly do: 'loop'; readonly who: readonly number[]; readonly times: number }
  | { readonly do: 'stop'; readonly who: readonly number[]; readonly cue: number | null };

/** What a call to the audience can come to. */
export const CROWD_RESULTS = ['missed', 'met'] as const;

/** What cues of one kind hold. */
export type ShowActOf<K extends ShowAct['do']> = ShowAct extends infer A
  ? A extends { readonly do: infer D }
    ? K extends D
      ? A
      : never
    : never
  : never;

/** One cue of a compiled show. Data only: what it waits for, what it does, how long that lasts. */
export interface ShowCue {
  readonly id: string;
  /** Line in the file, for people. */
  readonly line: number;
  /** Ticks from the start of its scene, or null when it waits for another cue. */
  readonly at: number | null;
  /** Cue of the same scene it waits for, and so much later (ticks). */
  readonly ref: { readonly cue: number; readonly point: string; readonly later: number } | null;
  /** Own point that is to fall on the moment, in ticks from its start. */
  readonly lead: number;
  /** Length in ticks; null: known only on the way (a walk by distance, a hold, a call). */
  readonly ticks: number | null;
  /** Ticks after its end until it counts as over for those that wait. */
  readonly post: number;
  /** Known moments in ticks from its start, besides start and end. */
  readonly points: Readonly<Record<string, number>>;
  /** Polls and the answers under which it is performed; {} always. */
  readonly when: Readonly<Record<string, string>>;
  readonly once: boolean;
  readonly arm: boolean;
  readonly act: ShowAct;
}

export interface ShowScene {
  readonly id: string;
  readonly cues: readonly ShowCue[];
}

/** A show that has been checked: everything the tick needs, and nothing that has to be read or looked up. */
export interface ShowProgram {
  readonly id: string;
  readonly title: ShowText;
  /** sha256 of the text it was written as. */
  readonly sha256: string;
  readonly cast: readonly {
    readonly id: string;
    readonly body: number;
    readonly name: ShowText;
    readonly start: ShowPlace | null;
    readonly style: number | null;
    readonly stillness: number | null;
  }[];
  readonly scenes: readonly ShowScene[];
  readonly start: number;
  /** Usual pace and the fastest allowed, m/s. */
  readonly walkMps: number;
  readonly walkMaxMps: number;
  /** Least and greatest pace of each style of the model, m/s; null: any. */
  readonly styleMps: readonly (readonly [number, number] | null)[];
  /** Where the audience is when nobody is there. */
  readonly audience: { readonly x: number; readonly z: number };
}

/** How far a cue has come. */
export const CUE_STATE = { waiting: 0, running: 1, done: 2, skipped: 3 } as const;

/** A scene being played: times are show ticks, by cue. */
export interface ShowFrame {
  scene: number;
  from: number;
  state: number[];
  start: number[];
  end: number[];
  /** Cue of the frame below that called this one, -1: none. */
  caller: number;
}

/** Something that was decided on the way and that a seek must decide alike. */
export interface ShowDecision {
  readonly cue: string;
  readonly clock: number;
  /** Answer of a poll, 'go' of a hold, 'end' of a Q&A that ended before its time, what a call to the audience came to. */
  readonly value: string;
}

/** Slow state of a stage under a show: what a late guest must be told, and what a seek brings back. */
export interface ShowSlow {
  light: { look: string; colour: string; level: number; strobeHz: number; since: number; fade: number };
  camera: { shot: string; target: ShowTarget; since: number; fade: number };
  music: { track: string; playing: boolean; volume: number; since: number; fade: number };
  caption: { text: ShowText; until: number };
  /** By cast member: where it stands or walks to, and how it is. */
  places: { x: number; z: number; yaw: number }[];
  moods: ShowMood[];
  outfits: string[];
  styles: number[];
  seats: number[];
  brains: boolean[];
}

/** Audience of a show. */
export interface ShowAudience {
  /** Newest vote of each guest in the poll that is open, in the order of first votes. */
  votes: { netId: number; option: string }[];
  /** Questions that wait, oldest first; who has asked how often. */
  queue: { netId: number; text: string; locale: 'en' | 'ko'; atTick: number }[];
  asked: { netId: number; times: number }[];
  answered: number;
  /** Tick in which the newest question was put. */
  sinceTick: number;
  /** Claps and cheers so far. */
  applause: number;
  /** Wire id of whose question was put last; before any question, of who voted or clapped last. 0: nobody. */
  guest: number;
  /** Whom the caption that is shown is about: the one above when it began. */
  captioned: number;
}

export type ShowStatus = 'ready' | 'playing' | 'paused' | 'ended' | 'stopped';

/** A show on a stage. Plain data besides its program: hashed, recorded, resumed. */
export interface ShowRun {
  program: ShowProgram;
  status: ShowStatus;
  /** Show time, ticks; fractions under another rate than 1. */
  clock: number;
  rate: number;
  frames: ShowFrame[];
  decisions: ShowDecision[];
  /** Decisions known beforehand (a seek, a resume), still to be met. */
  given: ShowDecision[];
  /** How often a loop or a `once` cue has been performed, by scene and cue. */
  counts: Record<string, number>;
  slow: ShowSlow;
  audience: ShowAudience;
  /** Where the cast stood and how it moved when the show was loaded: a seek begins from there. */
  initial: {
    readonly places: readonly { readonly x: number; readonly z: number; readonly yaw: number }[];
    readonly styles: readonly number[];
  };
  /** Faces shown for a while, by cast member. */
  faces: { mood: ShowMood; until: number }[];
  /** Wire ids of the cast, 0: not on the stage. */
  netIds: number[];
  /** Cues begun so far: makes names of blocks unique. */
  begun: number;
  /** Cues whose voices have been asked for beforehand. */
  asked: string[];
  reason: string;
}

/** What became of a cue, for clients and for tests. */
export interface CueNews {
  readonly ev: 'started' | 'finished' | 'stopped' | 'skipped' | 'failed';
  readonly tick: number;
  /** Show time at which it was due, ticks. */
  readonly due: number;
  /** Show time at which it will be over; -1: not known. */
  readonly end: number;
  readonly scene: string;
  readonly cue: string;
  readonly kind: ShowAct['do'];
  readonly line: number;
  readonly reason: string;
}

/** Limits of shows. */
export const SHOW_LIMITS = {
  textBytesMax: 262_144,
  depthMax: 24,
  scenesMax: 200,
  cuesMax: 4_000,
  cuesOfSceneMax: 500,
  castMax: 32,
  callsMax: 8,
  /** Cues begun or ended in one tick; more stops the show. */
  stepsMax: 1_200,
  secondsMax: 3 * 3_600,
  decisionsMax: 4_096,
  votesMax: 4_096,
  queueMax: 200,
  newsMax: 1_024,
  optionsMax: 8,
  rateMin: 0.25,
  rateMax: 4,
} as const;

/** Names of blocks that shows ask for begin with this. */
export const SHOW_BLOCK = 'show/';

/** What shows ask of behaviour in a tick, in order: it begins these in the same tick. */
export type ShowOrder =
  | { readonly do: 'part'; readonly netId: number; readonly part: BlockPart; readonly block: string }
  | {
      readonly do: 'prop';
      readonly netId: number;
      readonly op: 'pick' | 'put' | 'give';
      readonly prop: number;
      readonly toNetId: number;
    }
  /** Ends the blocks whose names begin so; '' everything somebody does. */
  | { readonly do: 'stop'; readonly netId: number; readonly block: string };

/** What an operator, the audience or a reload asks of a show; taken by the show in the same tick. */
export type ShowCommand =
  | {
      readonly op: 'load';
      readonly program: ShowProgram;
      readonly play: boolean;
      /** Where it goes on, ticks, and what had been decided by then: after a crash. */
      readonly resume?: { readonly clock: number; readonly decisions: readonly ShowDecision[] };
    }
  | { readonly op: 'play' | 'pause' | 'go' | 'stop' | 'panic' }
  /** `decisions`: how polls, holds and Q&A are taken to have gone by then, instead of how they went. */
  | {
      readonly op: 'seek';
      readonly seconds: number;
      readonly decisions?: readonly ShowDecision[];
      /** True: what was decided after that moment is decided so again when it comes, as in a take that is played anew. */
      readonly again?: boolean;
    }
  | { readonly op: 'rate'; readonly rate: number }
  | { readonly op: 'vote'; readonly netId: number; readonly option: string }
  | { readonly op: 'applaud'; readonly netId: number }
  /** Whether a guest's name may stand on the screen. */
  | { readonly op: 'named'; readonly netId: number; readonly on: boolean };

/** Show side of a stage: the show that is on, what it asks of behaviour and physics, and news of this tick. */
export interface ShowSide {
  run: ShowRun | undefined;
  readonly commands: ShowCommand[];
  readonly orders: ShowOrder[];
  readonly news: CueNews[];
  /** People to be put elsewhere by physics in this tick. */
  readonly moved: { slot: number; x: number; z: number; yaw: number }[];
  /** Wire ids of guests whose names may stand on the screen: who has said so, until they say no or leave. */
  named: number[];
  /** Wire id of who answers questions now, 0: nobody; then what guests say waits for its turn. */
  listening: number;
  /** True when votes, claps or questions have come since clients were told. */
  stale: boolean;
  /** Rises whenever clients should be told how the show stands. */
  version: number;
  /** Tick in which the present text was taken: not state of the show, only told to clients. */
  takenTick: number;
  /** Commands refused, news and questions dropped. */
  dropped: number;
}

export function createShowSide(): ShowSide {
  return {
    run: undefined,
    commands: [],
    orders: [],
    news: [],
    moved: [],
    named: [],
    listening: 0,
    stale: false,
    version: 0,
    takenTick: -1,
    dropped: 0,
  };
}

/** Puts a question into the queue of the show that listens; false when it is full or nobody listens. */
export function queueQuestion(
  { show, tick }: { readonly show: ShowSide; readonly tick: number },
  question: { readonly netId: number; readonly text: string; readonly locale: 'en' | 'ko' },
): boolean {
  const { run, listening } = show;
  if (!run || listening === 0) return false;
  const { queue } = run.audience;
  // One guest, one waiting question: the newer one counts.
  const own = queue.find(({ netId }) => netId === question.netId);
  if (own) Object.assign(own, question);
  else if (queue.length >= SHOW_LIMITS.queueMax) {
    show.dropped += 1;
    return false;
  } else queue.push({ ...question, atTick: tick });
  show.stale = true;
  return true;
}

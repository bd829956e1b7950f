/**
 * While a show is on, every client shows and sounds the stage this much later than it happens, ms (the most that playback
 * ever lags): guests 200 ms apart then see and hear a cue at one moment, not each by the length of their own line.
 */
export const SHOW_DELAY_MS = 400;

/** A text in both languages; '' where a show has none. */
export interface ShowWireText {
  readonly en: string;
  readonly ko: string;
}

/** What is looked at: somebody by wire id, a place (m), or the audience. */
export type ShowWireTarget =
  | { readonly at: 'human'; readonly netId: number }
  | { readonly at: 'place'; readonly x: number; readonly y: number; readonly z: number }
  | { readonly at: 'audience' };

/**
 * How a show stands: told when it changes, and to whoever comes. `clockMs` is show time at stage time `atMs`; while it plays
 * it goes on by `rate`. Times called `…SinceMs` and `…UntilMs` are stage time, so that everybody fades at the same moment.
 */
export interface ShowMessage {
  readonly show: string;
  readonly title: ShowWireText;
  /** Which text is played: sha256 of the file, and the stage time from which it is (an edit is another text). */
  readonly text: { readonly sha256: string; readonly sinceMs: number };
  readonly status: 'ready' | 'playing' | 'paused' | 'ended' | 'stopped';
  readonly scene: string;
  readonly atMs: number;
  readonly clockMs: number;
  readonly rate: number;
  readonly light: {
    readonly look: string;
    readonly colour: string;
    readonly level: number;
    readonly strobeHz: number;
    readonly sinceMs: number;
    readonly fadeMs: number;
  };
  readonly camera: {
    readonly shot: string;
    readonly target: ShowWireTarget;
    readonly sinceMs: number;
    readonly fadeMs: number;
  };
  readonly music: {
    readonly track: string;
    readonly playing: boolean;
    readonly volume: number;
    readonly sinceMs: number;
    readonly fadeMs: number;
  };
  /** Effects that go on: who comes late sees them too. `target` null: the middle of the stage. */
  readonly effects: readonly {
    readonly key: string;
    readonly name: string;
    readonly target: ShowWireTarget | null;
    readonly sinceMs: number;
    readonly lastMs: number;
  }[];
  /** Where the audience sits, m: what cameras look from. */
  readonly audience: { readonly x: number; readonly z: number };
  readonly caption: { readonly text: ShowWireText; readonly untilMs: number };
  /** What the cast wears, by wire id; nothing for those whose clothes the show leaves alone. */
  readonly outfits: Readonly<Record<string, string>>;
  /** The poll that is open. */
  readonly poll:
    | {
        readonly id: string;
        readonly q: ShowWireText;
        readonly options: readonly {
          readonly id: string;
          readonly label: ShowWireText;
          readonly votes: number;
        }[];
        readonly untilMs: number;
      }
    | undefined;
  /** Wire id of who answers questions now (0: nobody), and how many wait. */
  readonly listening: number;
  readonly questions: number;
  readonly applause: number;
  /** Why it stopped, or why an edit was refused; ''. */
  readonly reason: string;
}

/** Something became of a cue; `atMs` is the stage time at which everybody sees it. */
export interface CueMessage {
  readonly ev: 'started' | 'finished' | 'stopped' | 'skipped' | 'failed';
  readonly show: string;
  readonly scene: string;
  readonly cue: string;
  readonly kind: string;
  readonly line: number;
  readonly atMs: number;
  /** Stage time at which it will be over; -1: not known. */
  readonly endMs: number;
  /** What effects, calls to the crowd, markers and `out` say; {} for others. */
  readonly detail: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

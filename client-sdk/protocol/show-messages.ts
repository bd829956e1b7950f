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

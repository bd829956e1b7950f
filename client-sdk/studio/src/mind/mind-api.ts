type Names = { readonly en: string; readonly ko: string };
interface Somebody {
  readonly netId: number;
  readonly name: Names;
}

/** One performer of `GET /minds`. */
export interface MindEntry extends Somebody {
  readonly activity: string;
}

/** Why something was done. */
export interface Why {
  readonly id: number;
  readonly kind: 'activity' | 'reply' | 'paint' | 'reflect' | 'space';
  readonly chosen: string;
  readonly agoMs: number;
  readonly brain: string;
  readonly scores: readonly { readonly id: string; readonly score: number }[];
  readonly percepts: readonly string[];
  readonly other: Somebody | null;
  readonly memories: readonly string[];
  readonly memoriesHeld: number;
}

/** A mind as `GET /minds/<netId>` tells it. */
export interface MindView extends Somebody {
  readonly mood: { readonly pleasure: number; readonly arousal: number; readonly dominance: number };
  readonly restMood: MindView['mood'];
  readonly needs: Readonly<Record<string, number>>;
  readonly activity: string;
  /** How it keeps its distance, and from whom. */
  readonly space: {
    readonly state: 'calm' | 'leans' | 'steps' | 'asked';
    readonly who: Somebody | null;
    readonly nearM: number;
    readonly comfortM: number;
  };
  readonly forMs: number;
  readonly attends: Somebody | null;
  readonly chat: Somebody | null;
  readonly saying: string;
  readonly next: readonly { readonly text: string; readonly to: Somebody | null; readonly inMs: number }[];
  readonly asks: string;
  readonly painting: {
    readonly state: string;
    readonly share: number;
    readonly title: Names | null;
    readonly waiting: number;
  } | null;
  readonly remembers: number;
  readonly thinks: number;
  /** Mood of the guests together, when it shows. */
  readonly crowd: { readonly valence: number; readonly arousal: number; readonly split: boolean } | null;
  readonly decisions: readonly Why[];
}

/** Who has a mind. @throws Error when the stage does not answer */
export async function listMinds(base: string): Promise<readonly MindEntry[]> {
  return ((await getJson(`${base}minds`)) as { minds: readonly MindEntry[] }).minds;
}

/** A mind as it is now. @throws Error when nobody has it any more, or the stage does not answer */
export async function readMind(base: string, netId: number): Promise<MindView> {
  return (await getJson(`${base}minds/${netId}`)) as MindView;
}

async function getJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
}

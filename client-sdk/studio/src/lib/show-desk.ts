/** One cue of the show on, as the operator's routes tell it. */
export interface DeskCue {
  readonly id: string;
  readonly line: number;
  readonly at: number | null;
  readonly ticks: number | null;
  readonly act: { readonly do: string; readonly who: readonly number[] };
}

/** The show on, as the operator's routes tell it; frames hold what has begun, in ticks of 50 ms. */
export interface DeskShow {
  readonly scenes: readonly { readonly id: string; readonly cues: readonly DeskCue[] }[];
  readonly cast: readonly { readonly id: string }[];
  readonly frames: readonly {
    readonly scene: number;
    readonly from: number;
    readonly state: readonly number[];
    readonly start: readonly number[];
    readonly end: readonly number[];
  }[];
}

/** A bar of the timeline: row of the cast (the last row is the stage itself), from and to in s of the scene. */
export interface DeskBar {
  readonly id: string;
  readonly kind: string;
  readonly row: number;
  readonly fromS: number;
  readonly toS: number;
  readonly state: 'waiting' | 'running' | 'over';
}

const TICK_S = 0.05;
const LEAST_S = 0.4;

/** Bars of the scene being played; cues whose moment is not known yet have none. */
export function barsOf({ scenes, cast, frames }: DeskShow): {
  scene: string;
  fromS: number;
  bars: DeskBar[];
} {
  const frame = frames.at(-1);
  if (!frame) return { scene: '', fromS: 0, bars: [] };
  const bars = scenes[frame.scene].cues.flatMap((cue, i): DeskBar[] => {
    const began = frame.start[i] >= 0;
    if (!began && cue.at === null) return [];
    const from = began ? frame.start[i] - frame.from : cue.at!;
    const to = frame.end[i] >= 0 ? frame.end[i] - frame.from : from + (cue.ticks ?? 0);
    const rows = cue.act.who.length > 0 ? cue.act.who : [cast.length];
    const state = frame.state[i] === 0 ? 'waiting' : frame.state[i] === 1 ? 'running' : 'over';
    return rows.map((row) => {
      return {
        id: cue.id,
        kind: cue.act.do,
        row,
        fromS: from * TICK_S,
        toS: Math.max(to * TICK_S, from * TICK_S + LEAST_S),
        state,
      };
    });
  });
  return { scene: scenes[frame.scene].id, fromS: frame.from * TICK_S, bars };
}

/** Asks the operator's routes; undefined when this page may not run the show. */
export async function askDesk<T>(baseUrl: string, path: string, post = false): Promise<T | undefined> {
  const response = await fetch(`${baseUrl}/show${path}`, { method: post ? 'POST' : 'GET' }).catch(
    () => undefined,
  );
  return response?.ok ? ((await response.json()) as T) : undefined;
}

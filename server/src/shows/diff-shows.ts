import { CUE_STATE, type ShowCue, type ShowProgram, type ShowRun, type ShowScene } from '../world/show.ts';
import { cueKey } from './load-run.ts';

/** One thing that an edit changes, and what becomes of it in the show that runs. */
export interface ShowChange {
  readonly scene: string;
  readonly cue: string;
  readonly kind: string;
  /** Line in the new text, in the old one for what is gone. */
  readonly line: number;
  readonly change: 'new' | 'gone' | 'changed';
  /**
   * `comes`: it is still to come · `past`: its moment is over, it is left out · `began`: what has begun stays as it began ·
   * `stopped`: it runs and is stopped · `refused`: the edit is not taken while this scene is played.
   */
  readonly effect: 'comes' | 'past' | 'began' | 'stopped' | 'refused';
}

/** What taking a program would change, scene by scene in the order of the new text; what is gone comes last. */
export function diffShows(run: ShowRun, next: ShowProgram): ShowChange[] {
  const changes: ShowChange[] = [];
  const played = new Map(run.frames.map((frame) => [run.program.scenes[frame.scene].id, frame]));
  const before = new Map(run.program.scenes.map((scene) => [scene.id, scene]));
  const on = run.status === 'playing' || run.status === 'paused';
  for (const scene of next.scenes) changes.push(...diffScene(before.get(scene.id), scene));
  for (const scene of run.program.scenes) {
    if (next.scenes.some(({ id }) => id === scene.id)) continue;
    const effect = on && played.has(scene.id) ? 'refused' : 'comes';
    for (const cue of scene.cues) changes.push({ ...place(scene, cue), change: 'gone', effect });
  }
  return changes;

  function diffScene(old: ShowScene | undefined, scene: ShowScene): ShowChange[] {
    const frame = on ? played.get(scene.id) : undefined;
    const known = new Map(old?.cues.map((cue, i) => [cueKey(cue), { cue, i }]) ?? []);
    const found: ShowChange[] = [];
    for (const cue of scene.cues) {
      const twin = known.get(cueKey(cue));
      known.delete(cueKey(cue));
      const state = twin && frame ? frame.state[twin.i] : CUE_STATE.waiting;
      if (!twin) {
        const past = frame !== undefined && cue.at !== null && frame.from + cue.at < run.clock;
        found.push({ ...place(scene, cue), change: 'new', effect: past ? 'past' : 'comes' });
      } else if (content(run.program, old!, twin.cue) !== content(next, scene, cue))
        found.push({
          ...place(scene, cue),
          change: 'changed',
          effect: state === CUE_STATE.waiting ? 'comes' : 'began',
        });
    }
    for (const { cue, i } of known.values()) {
      const state = frame?.state[i] ?? CUE_STATE.waiting;
      const effect = state === CUE_STATE.running ? 'stopped' : state === CUE_STATE.waiting ? 'comes' : 'past';
      found.push({ ...place(scene, cue), change: 'gone', effect });
    }
    return found;
  }
}

const place = (scene: ShowScene, cue: ShowCue) => {
  return { scene: scene.id, cue: cue.id, kind: cue.act.do, line: cue.line };
};

/** What a cue is, wherever it stands in the text: other cues and scenes by name, not by number. */
function content(program: ShowProgram, scene: ShowScene, { line: _, id: __, ...cue }: ShowCue): string {
  const nameOf = (key: string, value: unknown): unknown => {
    if (typeof value !== 'number') return value;
    if (key === 'scene' || key === 'otherwise') return program.scenes[value]?.id;
    return value;
  };
  const ref = cue.ref && { ...cue.ref, cue: cueKey(scene.cues[cue.ref.cue]) };
  const cases =
    cue.act.do === 'branch'
      ? Object.entries(cue.act.cases).map(([answer, to]) => [answer, program.scenes[to].id])
      : [];
  return JSON.stringify({ ...cue, ref, act: { ...cue.act, cases } }, nameOf);
}

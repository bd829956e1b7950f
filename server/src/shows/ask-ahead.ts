import { CUE_STATE, type ShowCue, type ShowRun } from '../world/show.ts';
import { slotOf } from '../world/slot-of.ts';
import { askVoice, voiceAsk } from '../world/voices.ts';
import type { World } from '../world/world.ts';

const AHEAD = {
  /** How often is looked, ticks, and how many lines of each scene are wanted beforehand. */
  everyTicks: 10,
  lines: 6,
  /** Of a scene that may come next. */
  nextLines: 2,
} as const;

/**
 * Asks for the voices of lines that are to come, so that a line begins in its tick and a song on its beat: a voice that is
 * asked for when a line begins is there a moment later.
 */
export function askAhead(world: World, run: ShowRun): void {
  if (!world.social.voices.ready || run.status !== 'playing' || world.tick % AHEAD.everyTicks !== 0) return;
  for (const { scene, state } of run.frames) {
    const { cues } = run.program.scenes[scene];
    const coming = cues.filter((_, i) => state[i] === CUE_STATE.waiting);
    askFor(world, run, coming, AHEAD.lines);
    for (const { act } of coming) {
      if (act.do === 'go' || act.do === 'call') askScene(world, run, act.scene);
      if (act.do !== 'branch') continue;
      for (const next of Object.values(act.cases)) askScene(world, run, next);
      askScene(world, run, act.otherwise);
    }
  }
}

function askScene(world: World, run: ShowRun, scene: number): void {
  askFor(world, run, run.program.scenes[scene].cues, AHEAD.nextLines);
}

/** Asks for the first lines of some cues, each once: a voice that cannot say one is not asked again. */
function askFor(world: World, run: ShowRun, cues: readonly ShowCue[], most: number): void {
  let left = most;
  for (const { id, act } of cues) {
    if (act.do !== 'say' && act.do !== 'sing') continue;
    left -= 1;
    if (left < 0) return;
    if (run.asked.includes(id)) continue;
    run.asked.push(id);
    const { text, locale, notes } = act;
    for (const cast of act.who) {
      const mind = world.social.minds[slotOf(world, run.netIds[cast])];
      const line = { text, locale, face: 'relaxed' as const, ...(notes ? { notes } : {}) };
      if (mind) askVoice(world, voiceAsk(mind, line));
    }
  }
}

import type { ShowAct, ShowRun } from '../world/show.ts';

/** Answer of a poll: most votes; of equal ones the first listed; without any the default. */
export function tally(run: ShowRun, act: Extract<ShowAct, { do: 'ask' }>): string {
  let best = act.otherwise;
  let most = 0;
  for (const { id } of act.options) {
    const votes = run.audience.votes.filter(({ option }) => option === id).length;
    if (votes > most) [best, most] = [id, votes];
  }
  return best;
}

import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { formatProblem, type ShowProblem } from '@troupe/server/shows';
import { askShow, type ShowAddress, type ShowStanding, stageOfShow } from './show-operator.ts';

const LOOK_MS = 500;
const KEYS = 'Enter: GO · p: pause or play · x: panic · q: leave the show alone and quit';

/**
 * `troupe show play FILE [--stage ID] [--url http://localhost:2567]`: puts a show onto the served stage it
 * names (or that one), follows it, and lets the operator say GO. Resolves when the show is over: 0, or 1 when it was refused
 * or stopped.
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { url: { type: 'string' }, stage: { type: 'string' } },
  });
  if (positionals.length !== 1)
    throw new Error('name one show: troupe show play FILE [--stage ID] [--url URL]');
  const [file] = positionals;
  const text = readFileSync(file, 'utf8');
  const address: ShowAddress = { ...values, stage: values.stage ?? (await stageOfShow(values.url, text)) };
  const loaded = await askShow<{ problems: ShowProblem[] }>(address, '/load', text);
  for (const problem of loaded.problems) console.error(formatProblem(file, problem));
  if (!loaded.ok) return 1;
  console.log(KEYS);
  let left = false;
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    if (line.trim() === 'q') left = true;
    else act(line.trim(), address).catch((error: Error) => console.error(error.message));
  });
  try {
    return await follow(address, () => left);
  } finally {
    lines.close();
  }
}

let paused = false;
async function act(key: string, address: ShowAddress): Promise<void> {
  if (key === 'p') paused = !paused;
  const path = key === '' ? '/go' : key === 'x' ? '/panic' : key === 'p' ? (paused ? '/pause' : '/play') : '';
  if (path === '') console.log(KEYS);
  else await askShow(address, path, '');
}

async function follow(address: ShowAddress, left: () => boolean): Promise<number> {
  let shown = '';
  while (!left()) {
    const { show } = await askShow<{ show: ShowStanding | null }>(address, '');
    const line = show ? lineOf(show) : '';
    if (line !== shown) console.log(line);
    shown = line;
    if (show?.status === 'ended') return 0;
    if (show?.status === 'stopped') return 1;
    await new Promise((done) => setTimeout(done, LOOK_MS));
  }
  return 0;
}

function lineOf({ show, status, scene, poll, questions, reason }: ShowStanding): string {
  const votes = poll
    ? ` · ${poll.id}: ${poll.options.map(({ id, votes: count }) => `${id} ${count}`).join(', ')}`
    : '';
  const waiting = questions > 0 ? ` · ${questions} questions wait` : '';
  return `${show}: ${status}${scene === '' ? '' : `, scene ${scene}`}${votes}${waiting}${reason === '' ? '' : ` · ${reason}`}`;
}

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { StageClient } from '@troupe/client-sdk';
import { type Modality, readSense, SENSE_LIMITS, type SenseEvent } from '@troupe/client-sdk/protocol';

/** Largest file read, and longest time played, before it is refused. */
const FILE_BYTES_MAX = 64_000_000;
const PLAY_MS_MAX = 30 * 60_000;
/** Errors listed before they are only counted, and how long answers are waited for after the last event, ms. */
const LISTED_MAX = 20;
const AFTER_MS = 1_500;

interface Line {
  readonly number: number;
  readonly event: SenseEvent;
}

interface Wrong {
  readonly at: string;
  readonly message: string;
}

/** Reads a JSONL file of sense events; lines that are wrong are told with their place. */
export function readSenseFile(file: string, text: string): { lines: Line[]; wrong: Wrong[] } {
  const lines: Line[] = [];
  const wrong: Wrong[] = [];
  text.split('\n').forEach((source, i) => {
    if (source.trim() === '') return;
    const at = `${file}:${i + 1}`;
    let raw: unknown;
    try {
      raw = JSON.parse(source);
    } catch (error) {
      wrong.push({ at, message: `not JSON: ${(error as Error).message}` });
      return;
    }
    const reading = readSense(raw, Buffer.byteLength(source));
    if (reading.ok) lines.push({ number: i + 1, event: reading.event });
    else wrong.push({ at, message: reading.refusal.message });
  });
  lines.sort((a, b) => a.event.t0 - b.event.t0);
  return { lines, wrong };
}

/**
 * `troupe senses replay FILE`: checks every line, and with --url plays them in their own time. Resolves to the exit code: 0
 * all well, 1 when a line is wrong or the stage refused one.
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      name: { type: 'string', default: 'Mina' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) throw new Error('name one file: troupe senses replay FILE.jsonl [--url …]');
  const [file] = positionals;
  const bytes = readFileSync(file);
  if (bytes.length > FILE_BYTES_MAX)
    throw new Error(`${file}: ${bytes.length} bytes; at most ${FILE_BYTES_MAX}`);
  const { lines, wrong } = readSenseFile(file, bytes.toString('utf8'));
  const spanMs = lines.length > 0 ? lines[lines.length - 1].event.t0 - lines[0].event.t0 : 0;
  if (spanMs > PLAY_MS_MAX)
    throw new Error(`${file}: lasts ${Math.round(spanMs / 60_000)} min; at most ${PLAY_MS_MAX / 60_000}`);
  const refused = values.url ? await play(lines, values.url, values.name, file) : [];
  const counts: Partial<Record<Modality, number>> = {};
  for (const { event } of lines) counts[event.m] = (counts[event.m] ?? 0) + 1;
  const problems = [...wrong, ...refused];
  const report = {
    senses: file,
    events: lines.length,
    seconds: spanMs / 1000,
    modalities: counts,
    wrong: wrong.length,
    refused: refused.length,
  };
  if (values.json) console.log(JSON.stringify({ ...report, problems: problems.slice(0, LISTED_MAX) }));
  else {
    for (const { at, message } of problems.slice(0, LISTED_MAX)) console.error(`${at}: ${message}`);
    if (problems.length > LISTED_MAX) console.error(`and ${problems.length - LISTED_MAX} more`);
    console.log(
      `${lines.length} events in ${(spanMs / 1000).toFixed(1)} s, ${wrong.length} wrong, ${refused.length} refused`,
    );
    for (const [m, n] of Object.entries(counts))
      console.log(`  ${m.padEnd(10)} ${n} (${SENSE_LIMITS[m as Modality].consent})`);
  }
  return problems.length === 0 ? 0 : 1;
}

/** Plays events to a stage; resolves with what the stage refused. */
async function play(lines: readonly Line[], url: string, name: string, file: string): Promise<Wrong[]> {
  const refused: Wrong[] = [];
  const client = new StageClient({ url, name, bodyId: 'tilda' });
  client.on('senseRefused', ({ id, message }) => refused.push({ at: `${file} (${id})`, message }));
  client.on('event', (event) => {
    if (event.kind === 'say' && event.brain !== 'guest')
      console.error(`${client.roster.get(event.netId)?.name.en ?? event.netId}: ${event.text}`);
  });
  await client.connect();
  const began = performance.now();
  const first = lines[0]?.event.t0 ?? 0;
  try {
    for (const { number, event } of lines) {
      await sleep(event.t0 - first - (performance.now() - began));
      const { m, data, phase, act, conf, src, consent } = event;
      const refusal = await client.sense(m, data as never, { phase, act, conf, src, consent });
      if (refusal) refused.push({ at: `${file}:${number}`, message: refusal.message });
    }
    await sleep(AFTER_MS);
  } finally {
    await client.leave();
  }
  return refused;
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, ms)));
}

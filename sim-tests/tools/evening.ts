import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { castMessages, openStage } from '@troupe/server/open-stage';
import { createRecorder, readRecord, replay } from '@troupe/server/record';
import type { MailboxMessage } from '@troupe/server/tick';
import { type StageEvent, slotOf, TICK_HZ, type World } from '@troupe/server/world';
import { EveningEasel, type Painted } from './evening/evening-easel.ts';
import { EveningGuests, type Wait } from './evening/evening-guests.ts';
import { type Shot, takeShot, writeSheet } from './evening/evening-sheet.ts';
import { type Said, transcriptOf } from './evening/transcript.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PERFORMERS = 3;
const SHOTS = 12;
/** No new line in the last seconds: what was asked must be answered on stage. */
const LAST_S = 25;
/** Nobody waits longer for a word, s. */
const WAIT_S_MAX = 20;

/**
 * `troupe evening`: eight guests with voices, looks, tables, pictures and heart rates among three performers, headless and faster
 * than real time; recorded, replayed, written down and drawn. Exit code 1 when somebody waits too long or a hash differs.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '600' },
      seed: { type: 'string', default: '7' },
      out: { type: 'string', default: join(ROOT, 'sim-tests/results/evening') },
      record: { type: 'string', default: join(ROOT, '.troupe/evening.troupe') },
      json: { type: 'boolean', default: false },
    },
  });
  const seconds = whole('seconds', values.seconds, 30, 3_600);
  const seed = whole('seed', values.seed, 0, 2 ** 31);
  const out = resolve(values.out);
  const file = resolve(values.record);
  mkdirSync(out, { recursive: true });
  mkdirSync(resolve(file, '..'), { recursive: true });
  const played = await play(file, seconds, seed);
  const again = await playAgain(file, seed);
  writeFileSync(join(out, 'transcript.md'), transcriptOf({ ...played, seconds, seed }));
  await writeSheet(join(out, 'sheet.jpg'), played.shots, played.paintings);
  const waits = waitsOf(played.waits, seconds * TICK_HZ);
  const report = {
    seconds,
    guests: played.guests,
    performers: PERFORMERS,
    paintings: played.paintings.length,
    asked: played.waits.length,
    unanswered: played.waits.filter(({ answeredTick }) => answeredTick < 0).length,
    waitS: { p50: at(waits, 0.5), p95: at(waits, 0.95), longest: at(waits, 1) },
    ticks: again.ticks,
    equalHashes: again.equal,
    realTimes: Math.round((seconds / played.tookS) * 10) / 10,
  };
  writeFileSync(join(out, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
  if (values.json) console.log(JSON.stringify(report));
  else
    for (const [key, value] of Object.entries(report))
      console.log(`${key.padEnd(14)} ${JSON.stringify(value)}`);
  return report.waitS.longest <= WAIT_S_MAX && again.equal === again.ticks ? 0 : 1;
}

interface Played {
  readonly guests: number;
  readonly waits: readonly Wait[];
  readonly said: readonly Said[];
  readonly paintings: readonly Painted[];
  readonly shots: readonly Shot[];
  readonly tookS: number;
}

const open = (seed: number) =>
  openStage({
    root: ROOT,
    stageId: 'plaza',
    seed,
    capacity: 16,
    motion: 'inline',
    onProblem: (message) => console.error(message),
  });

async function play(file: string, seconds: number, seed: number): Promise<Played> {
  const stage = await open(seed);
  const { world } = stage.stage;
  const recorder = createRecorder(file, stage.header);
  const ticks = seconds * TICK_HZ;
  const guests = new EveningGuests(world, seed, ticks - LAST_S * TICK_HZ);
  const said: Said[] = [];
  const easel = new EveningEasel();
  const shots: Shot[] = [];
  const began = performance.now();
  let messages: MailboxMessage[] = castMessages(stage, PERFORMERS);
  for (let tick = 0; tick < ticks; tick++) {
    messages.push(...guests.act(tick), ...easel.answers(tick));
    await stage.stage.motion.finish();
    const ready = stage.stage.motion.ready();
    recorder.begin(tick, messages, ready);
    const outcomes = stage.stage.step(messages, ready);
    recorder.end(world);
    easel.take(world.social.works.asks, tick);
    for (const { key, netId } of outcomes) guests.settle(key, netId);
    guests.hear(world.social.events);
    for (const event of world.social.events) if (event.kind === 'say') said.push(lineOf(world, event));
    // The middle of the next line that somebody says after each twelfth of the evening.
    if (tick > ((shots.length + 0.5) * ticks) / SHOTS && shots.length < SHOTS) {
      const shot = shotOf(world, said.at(-1)?.text ?? '');
      if (shot) shots.push(shot);
    }
    messages = [];
  }
  recorder.close();
  await stage.stage.motion.finish();
  await stage.close();
  const tookS = (performance.now() - began) / 1000;
  return { guests: guests.count, waits: guests.waits, said, shots, paintings: easel.painted, tookS };
}

/** A performer half a second into a line. */
function shotOf(world: World, last: string): Shot | undefined {
  const speaker = world.social.minds.findIndex(
    (mind) => mind && mind.speech.endTick > world.tick && world.tick - mind.speech.startTick >= TICK_HZ / 2,
  );
  if (speaker < 0) return undefined;
  const { text } = world.social.minds[speaker]!.speech;
  const words = /[가-힣]/.test(text) ? '(in Korean)' : text || last;
  const short = words.length > 50 ? `${words.slice(0, 49)}...` : words;
  return takeShot(world, world.tick / TICK_HZ, `${world.social.names[speaker].en}: ${short}`, speaker);
}

function lineOf(world: World, { netId, toNetId, text, brain, tick }: StageEvent): Said {
  const name = (id: number): string => {
    const slot = slotOf(world, id);
    return slot < 0 ? '' : world.social.names[slot].en;
  };
  return { tick, who: name(netId), to: name(toNetId), text, brain };
}

/** Steps a fresh stage through the record. */
async function playAgain(file: string, seed: number) {
  const stage = await open(seed);
  try {
    return await replay(stage.stage, readRecord(file).ticks);
  } finally {
    await stage.close();
  }
}

/** How long each question waited, s, shortest first; one never answered waited to the end. */
function waitsOf(waits: readonly Wait[], endTick: number): number[] {
  return waits
    .map(({ atTick, answeredTick }) => ((answeredTick < 0 ? endTick : answeredTick) - atTick) / TICK_HZ)
    .sort((a, b) => a - b);
}

const at = (sorted: readonly number[], q: number): number =>
  Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0) * 100) / 100;

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name}: a whole number from ${least} to ${most}, not "${text}"`);
}

import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { castMessages, openStage } from '@troupe/server/open-stage';
import { createRecorder } from '@troupe/server/record';
import type { MailboxMessage, Stage } from '@troupe/server/tick';
import { TICK_HZ } from '@troupe/server/world';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What guests of a headless stage say; both languages, sense and nonsense. */
const LINES = [
  ['en', 'Hi! Who are you?'],
  ['ko', '안녕하세요! 이름이 뭐예요?'],
  ['en', 'Can you show me the paintings?'],
  ['ko', '이리 와 줄래요?'],
  ['en', 'Are you a real person?'],
  ['ko', '고마워요'],
  ['en', 'asdf ???'],
] as const;
/** Chances a tick that a guest changes its way, speaks, waves, or leaves and another comes. */
const ODDS = { turn: 1 / 30, say: 1 / 200, wave: 1 / 400, leave: 1 / 900 } as const;
/** One tick in this many has no motion frame ready, as with a slow worker: a replay must live with that too. */
const LATE_ONE_IN = 40;

/**
 * `troupe record FILE`: runs a stage headless, as fast as it goes, with seeded guests who walk, speak, wave, come and
 * go; writes its record.
 */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      performers: { type: 'string', default: '20' },
      guests: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length !== 1) throw new Error('name one file: troupe record FILE');
  const performers = count('performers', values.performers, 1, 1_000);
  const guests = count('guests', values.guests, 0, 500);
  const ticks = count('seconds', values.seconds, 1, 3_600) * TICK_HZ;
  const seed = count('seed', values.seed, 0, 2 ** 31);
  const file = resolve(positionals[0]);
  mkdirSync(dirname(file), { recursive: true });
  const open = await openStage({
    root: ROOT,
    stageId: 'plaza',
    seed,
    capacity: performers + guests + 8,
    motion: 'inline',
    onProblem: (message) => console.error(message),
  });
  const recorder = createRecorder(file, open.header);
  const crowd = createGuests(open.stage, guests, seed, open.bodies.length);
  const startMs = performance.now();
  let messages: MailboxMessage[] = castMessages(open, performers);
  for (let tick = 0; tick < ticks; tick++) {
    messages.push(...crowd.act(tick));
    await open.stage.motion.finish();
    const ready = open.stage.motion.ready() && crowd.draw() >= 1 / LATE_ONE_IN;
    recorder.begin(tick, messages, ready);
    const outcomes = open.stage.step(messages, ready);
    recorder.end(open.stage.world);
    for (const outcome of outcomes) crowd.settle(outcome.key, outcome.netId);
    messages = [];
  }
  recorder.close();
  await open.stage.motion.finish();
  const seconds = Math.round(performance.now() - startMs) / 1000;
  const result = {
    record: file,
    ticks,
    performers,
    guests,
    seed,
    seconds,
    counters: open.stage.world.counters,
  };
  await open.close();
  if (values.json) console.log(JSON.stringify(result));
  else
    console.log(
      `${ticks} ticks of ${performers} performers and ${guests} guests recorded in ${seconds} s: ${file}`,
    );
  return 0;
}

function count(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name}: a whole number from ${least} to ${most}, not "${text}"`);
}

interface Guest {
  key: string;
  netId: number;
  seq: number;
}

/** Seeded guests: the same seed behaves the same. */
function createGuests(stage: Stage, wanted: number, seed: number, bodies: number) {
  let dice = (seed ^ 0x5eed) >>> 0;
  const draw = (): number => {
    dice = (dice + 0x6d2b79f5) >>> 0;
    let t = dice;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  const guests: Guest[] = [];
  let born = 0;
  const join = (): MailboxMessage => {
    const guest = { key: `guest${born}`, netId: 0, seq: 0 };
    born += 1;
    guests.push(guest);
    const { spots } = stage.world.social;
    const spot = spots[Math.floor(draw() * spots.length)];
    const [x, z] = [spot.x + draw() * 4 - 2, spot.z + draw() * 4 - 2];
    const locale = draw() < 0.5 ? 'en' : 'ko';
    const bodyIndex = Math.floor(draw() * bodies);
    return {
      type: 'join',
      key: guest.key,
      name: `Guest ${born}`,
      bodyIndex,
      locale,
      x,
      z,
      yaw: draw() * 6 - 3,
    };
  };
  const act = (tick: number): MailboxMessage[] => {
    const messages: MailboxMessage[] = [];
    if (guests.length < wanted && tick % 20 === 0) messages.push(join());
    for (const guest of [...guests]) {
      if (guest.netId === 0) continue;
      const { netId } = guest;
      if (draw() < ODDS.turn) {
        const angle = draw() * 2 * Math.PI;
        const length = draw() < 0.3 ? 0 : 1;
        const [moveX, moveZ] = [Math.sin(angle) * length, Math.cos(angle) * length];
        guest.seq += 1;
        messages.push({ type: 'input', netId, seq: guest.seq, moveX, moveZ, hurry: draw() < 0.2 });
      }
      if (draw() < ODDS.say) {
        const [locale, text] = LINES[Math.floor(draw() * LINES.length)];
        messages.push({ type: 'say', netId, text, locale });
      }
      if (draw() < ODDS.wave) messages.push({ type: 'gesture', netId, action: 'wave' });
      if (draw() < ODDS.leave) {
        messages.push({ type: 'leave', netId });
        guests.splice(guests.indexOf(guest), 1);
      }
    }
    return messages;
  };
  const settle = (key: string, netId: number): void => {
    const guest = guests.find((other) => other.key === key);
    if (guest && netId > 0) guest.netId = netId;
    else if (guest) guests.splice(guests.indexOf(guest), 1);
  };
  return { act, settle, draw };
}

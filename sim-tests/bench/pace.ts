import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { canonicalBody } from '@troupe/avatars/motion';
import { createInlineMotion, type MotionRunner, readMotionModel } from '@troupe/server/motion';
import { createPacing, createWorld, DRIVE, spawnHuman, type World } from '@troupe/server/world';
import { publish, round } from './report.ts';

const FOLDER = fileURLToPath(new URL('../../assets/models/motion', import.meta.url));
const HALF_M = 30;
const SPEED_MPS = 1.2;
const WARM_TICKS = 30;
/** Ways of running take turns, so that a neighbour on the machine slows both alike. */
const TURNS = 4;

/**
 * What the rules for people far from every guest save: the same walking people at every tick and at their pace, by turns in
 * one run, CPU a tick of motion and rules together. One who watches stands at the edge of a square of 60 x 60 m, the others
 * of `--watchers` are spread over it.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      performers: { type: 'string', default: '300' },
      watchers: { type: 'string', default: '1' },
      ticks: { type: 'string', default: '40' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const [performers, watchers, ticks] = [values.performers, values.watchers, values.ticks].map(Number);
  if (!(performers >= 1 && performers <= 2_000))
    throw new Error(`--performers: from 1 to 2000, not "${values.performers}"`);
  const info = { ...canonicalBody(readMotionModel(FOLDER).model.manifest), heightM: 1.7 };
  const open = () => createInlineMotion({ folder: FOLDER, bodies: [info], capacity: performers, seed: 1 });
  const ways = [
    { name: 'full', world: square(performers, watchers, info), motion: await open(), paced: false, cpuMs: 0 },
    { name: 'paced', world: square(performers, watchers, info), motion: await open(), paced: true, cpuMs: 0 },
  ];
  const pacing = createPacing(performers);
  for (const way of ways) await play(way.world, way.motion, WARM_TICKS, way.paced ? pacing : undefined);
  for (let turn = 0; turn < TURNS; turn++) {
    for (const way of ways) {
      const cpu = process.cpuUsage();
      await play(way.world, way.motion, ticks, way.paced ? pacing : undefined);
      const { user, system } = process.cpuUsage(cpu);
      way.cpuMs += (user + system) / 1000;
    }
  }
  const [full, paced] = ways.map((way) => round(way.cpuMs / (TURNS * ticks)));
  const { pace } = ways[1].world.humans;
  const people = Object.fromEntries(
    [1, 2, 4].map((every) => [`every${every}`, pace.filter((one) => one === every).length]),
  );
  publish(
    'pace',
    { performers, watchers, cpuMsPerTick: { full, paced }, ratio: round(paced / full), people },
    args,
  );
  for (const way of ways) await way.motion.close();
}

function square(performers: number, watchers: number, info: World['bodies'][number]): World {
  const name = { en: 'a', ko: 'a' };
  const size: [number, number] = [HALF_M * 2, HALF_M * 2];
  const world = createWorld({
    stage: {
      id: 'square',
      name,
      size,
      spawn: [],
      marks: {},
      seats: [],
      colliders: [],
      props: [],
      paintings: [],
    },
    bodies: [info],
    seed: 1,
    actionNames: [],
    capacity: performers,
  });
  for (let n = 0; n < performers; n++) {
    const [x, z] = placeOf(n, performers);
    spawnHuman(world, { kind: 'performer', name, bodyIndex: 0, x, z, yaw: 0, personaId: 'p' });
  }
  for (let n = 0; n < watchers; n++) {
    const [x, z] = placeOf(n, watchers);
    world.watchers.set(`w${n}`, { x, z });
  }
  return world;
}

/** Spread evenly over the square, the first at its edge. */
function placeOf(n: number, of: number): [number, number] {
  return [(((n * 0.618034) % 1) * 2 - 1) * HALF_M, ((n / of) * 2 - 1) * HALF_M];
}

/** Everybody walks on, each in a direction of their own. */
async function play(world: World, motion: MotionRunner, ticks: number, pace?: (world: World) => void) {
  const { humans } = world;
  for (let t = 0; t < ticks; t++, world.tick++) {
    await motion.finish();
    motion.collect(world);
    for (let n = 0; n < humans.count; n++) {
      const [vx, vz] = [Math.sin(n) * SPEED_MPS, Math.cos(n) * SPEED_MPS];
      humans.drive[n] = DRIVE.walkTo;
      humans.walking[n] = 1;
      humans.remaining[n] = 100;
      humans.goalSpeed[n] = SPEED_MPS;
      humans.desired.set([vx, vz], n * 2);
      humans.velocity.set([vx, 0, vz], n * 3);
      humans.yaw[n] = Math.atan2(vx, vz);
      humans.position[n * 3] += vx / 20;
      humans.position[n * 3 + 2] += vz / 20;
      humans.goal.set([humans.position[n * 3] + vx * 80, humans.position[n * 3 + 2] + vz * 80], n * 2);
    }
    pace?.(world);
    motion.submit(world);
  }
  await motion.finish();
}

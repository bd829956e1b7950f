import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import plainRapier from '@dimforge/rapier3d';
import simdRapier from '@dimforge/rapier3d-simd';
import { BODY_RADIUS_M, parseStageFile, type StageFile } from '@troupe/client-sdk/protocol';
import { createNavigator, NAVIGATE_EVERY_TICKS } from '@troupe/server/navigate';
import { createStagePhysics } from '@troupe/server/physics';
import {
  createWorld,
  DRIVE,
  drawOfStage,
  SUBSTEPS,
  spawnHuman,
  TICK_HZ,
  type World,
} from '@troupe/server/world';
import { publish, quantiles, round } from './report.ts';

type Rapier = Parameters<typeof createStagePhysics>[0];

const LAW = {
  accelerationMps2: 1.3,
  decelerationMps2: 1,
  turnRadps: 2.3,
  turnGain: 4,
  turnAccelerationRadps2: 9.6,
  arriveM: 0.02,
};
const BODY = { id: 'plain', heightM: 1.7, hipsHeightM: 0.96, legLengthM: 0.83, restOffsets: [] };
const WARM_TICKS = 60;
/** The kinematic crowd is slow: it is stepped once in so many ticks. */
const KINEMATIC_EVERY = 10;

/**
 * Cost of a tick of physics (three substeps of 1/60 s and everything around them) for a crowd that walks about and
 * avoids; in the same run the plain flavour of Rapier, and the same crowd on kinematic character controllers.
 */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      performers: { type: 'string', default: '1000' },
      ticks: { type: 'string', default: '300' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const performers = Number(values.performers);
  const ticks = Number(values.ticks);
  if (!(performers >= 1 && performers <= 2_000)) throw new Error('--performers: a number from 1 to 2000');
  if (!(ticks >= 20 && ticks <= 20_000)) throw new Error('--ticks: a number from 20 to 20000');
  const file = new URL('../../assets/stages/plaza/stage.json', import.meta.url);
  const stage = parseStageFile(JSON.parse(readFileSync(file, 'utf8')), 'stage.json');
  await simdRapier.init();
  await plainRapier.init();
  // Side by side, tick by tick, so that whatever else the machine does falls on all of them alike.
  const simd = await createCrowd(simdRapier as unknown as Rapier, stage, performers);
  const plain = await createCrowd(plainRapier as unknown as Rapier, stage, performers);
  const kinematic = createKinematicCrowd(simdRapier as unknown as Rapier, stage, performers);
  const times = {
    simd: [] as number[],
    plain: [] as number[],
    navigate: [] as number[],
    kinematic: [] as number[],
  };
  let speedMps = 0;
  for (let tick = 0; tick < ticks + WARM_TICKS; tick++) {
    const ours = simd.step();
    const theirs = plain.step();
    const kinematicMs = tick % KINEMATIC_EVERY === 0 ? kinematic.step() : undefined;
    if (tick < WARM_TICKS) continue;
    times.simd.push(ours.physicsMs);
    times.plain.push(theirs.physicsMs);
    if (ours.navigated) times.navigate.push(ours.navigateMs);
    if (kinematicMs !== undefined) times.kinematic.push(kinematicMs);
    speedMps += simd.meanSpeedMps() / ticks;
  }
  const [ms, plainMs, kinematicMs] = [times.simd, times.plain, times.kinematic].map(quantiles);
  publish(
    'physics',
    {
      performers,
      ticks,
      substepsPerTick: SUBSTEPS,
      msPerTick: ms,
      navigateMsPerCall: quantiles(times.navigate),
      navigateCallsPerTick: 1 / NAVIGATE_EVERY_TICKS,
      plainMsPerTick: plainMs,
      plainOverSimd: round(plainMs.p50 / ms.p50),
      kinematicControllerMsPerTick: kinematicMs,
      kinematicOverOurs: round(kinematicMs.p50 / ms.p50),
      meanSpeedMps: round(speedMps),
      touchesPerPersonMinute: round((simd.touches() / performers / (ticks + WARM_TICKS)) * TICK_HZ * 60),
      bodiesRescued: simd.world.counters.bodiesRescued,
      samePositions: samePositions(simd.world, plain.world),
    },
    args,
  );
  simd.dispose();
  plain.dispose();
  kinematic.dispose();
}

async function createCrowd(rapier: Rapier, stage: StageFile, performers: number) {
  const world = createWorld({ stage, bodies: [BODY], seed: 1, actionNames: [] });
  const navigator = await createNavigator(stage, performers);
  const physics = createStagePhysics(rapier, stage, LAW);
  for (let i = 0; i < performers; i++) {
    spawnHuman(world, {
      kind: 'performer',
      name: { en: `p${i}`, ko: `p${i}` },
      bodyIndex: 0,
      ...freePlace(world),
      yaw: drawOfStage(world) * 6.28,
    });
  }
  let touches = 0;
  return {
    world,
    step() {
      giveGoals(world);
      const navigated = world.tick % NAVIGATE_EVERY_TICKS === 0;
      const start = performance.now();
      navigator.step(world);
      const middle = performance.now();
      physics.step(world);
      const end = performance.now();
      world.tick += 1;
      touches += world.contacts.count;
      return { physicsMs: end - middle, navigateMs: middle - start, navigated };
    },
    meanSpeedMps() {
      let sum = 0;
      const { velocity } = world.humans;
      for (let slot = 0; slot < performers; slot++)
        sum += Math.hypot(velocity[slot * 3], velocity[slot * 3 + 2]);
      return sum / performers;
    },
    touches: () => touches,
    dispose() {
      navigator.dispose();
      physics.dispose();
    },
  };
}

/** True when both flavours of the engine have moved everybody to the same place, to the bit. */
function samePositions(a: World, b: World): boolean {
  return a.humans.position.every((value, i) => value === b.humans.position[i]);
}

function freePlace(world: World): { x: number; z: number } {
  const out = [0, 0];
  world.ground.pushOut(drawOfStage(world) * 54 - 27, drawOfStage(world) * 54 - 27, BODY_RADIUS_M, out);
  return { x: out[0], z: out[1] };
}

/** Whoever has arrived walks on to somewhere else now and then, so that about three in four are on their way. */
function giveGoals(world: World): void {
  const { humans } = world;
  for (let slot = 0; slot < humans.count; slot++) {
    const resting = humans.drive[slot] === DRIVE.stand || humans.walking[slot] === 0;
    if (!resting || drawOfStage(world) > 0.05) continue;
    const place = freePlace(world);
    humans.drive[slot] = DRIVE.walkTo;
    humans.goal[slot * 2] = place.x;
    humans.goal[slot * 2 + 1] = place.z;
    humans.goalYaw[slot] = Number.NaN;
    humans.goalSpeed[slot] = 0.8 + drawOfStage(world) * 0.7;
  }
}

/**
 * The usual way, for the ratio: one kinematic character controller sweep a body a tick, then one step of 1/20 s. On the
 * same stage, walking in circles, without avoidance or any of our own work around it.
 */
function createKinematicCrowd(rapier: Rapier, stage: StageFile, performers: number) {
  const world = new rapier.World({ x: 0, y: -9.81, z: 0 });
  world.timestep = 1 / TICK_HZ;
  world.createCollider(
    rapier.ColliderDesc.cuboid(stage.size[0] / 2, 0.5, stage.size[1] / 2).setTranslation(0, -0.5, 0),
  );
  const controller = world.createCharacterController(0.02);
  controller.enableAutostep(0.25, 0.2, false);
  controller.enableSnapToGround(0.3);
  const side = Math.ceil(Math.sqrt(performers));
  const bodies = Array.from({ length: performers }, (_, i) => {
    const spacing = Math.min(1.5, (stage.size[0] - 4) / side);
    const at = rapier.RigidBodyDesc.kinematicPositionBased().setTranslation(
      ((i % side) - side / 2) * spacing,
      0.8,
      (Math.floor(i / side) - side / 2) * spacing,
    );
    const body = world.createRigidBody(at);
    return { body, collider: world.createCollider(rapier.ColliderDesc.capsule(0.5, BODY_RADIUS_M), body) };
  });
  world.step();
  let tick = 0;
  return {
    step(): number {
      const start = performance.now();
      bodies.forEach(({ body, collider }, i) => {
        const angle = i * 2.4 + tick * 0.05;
        controller.computeColliderMovement(collider, {
          x: Math.sin(angle) * 0.06,
          y: -0.02,
          z: Math.cos(angle) * 0.06,
        });
        const moved = controller.computedMovement();
        const at = body.translation();
        body.setNextKinematicTranslation({ x: at.x + moved.x, y: at.y + moved.y, z: at.z + moved.z });
      });
      world.step();
      tick += 1;
      return performance.now() - start;
    },
    dispose: () => world.free(),
  };
}

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import plainRapier from '@dimforge/rapier3d';
import simdRapier from '@dimforge/rapier3d-simd';
import { BODY_RADIUS_M, parseStageFile, type StageFile } from '@troupe/client-sdk/protocol';
import { createNavigator } from '@troupe/server/navigate';
import { createStagePhysics } from '@troupe/server/physics';
import { createWorld, DRIVE, drawOfStage, spawnHuman, type World } from '@troupe/server/world';
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
  const simd = await measure(simdRapier as unknown as Rapier, stage, performers, ticks);
  const plain = await measure(plainRapier as unknown as Rapier, stage, performers, ticks);
  const kinematic = measureKinematic(simdRapier as unknown as Rapier, performers);
  publish(
    'physics',
    {
      performers,
      ticks,
      msPerTick: quantiles(simd.physicsMs),
      navigateMsPerCall: quantiles(simd.navigateMs),
      plainMsPerTick: quantiles(plain.physicsMs),
      plainOverSimd: round(quantiles(plain.physicsMs).p50 / quantiles(simd.physicsMs).p50),
      kinematicControllerMsPerTick: round(kinematic),
      kinematicOverOurs: round(kinematic / quantiles(simd.physicsMs).p50),
      meanSpeedMps: round(simd.meanSpeedMps),
      bodiesRescued: simd.rescued,
    },
    args,
  );
}

async function measure(rapier: Rapier, stage: StageFile, performers: number, ticks: number) {
  const world = createWorld({ stage, bodies: [BODY], seed: 1, actionNames: [] });
  const navigator = await createNavigator(stage, performers);
  const physics = createStagePhysics(rapier, stage, LAW);
  for (let i = 0; i < performers; i++) {
    const place = freePlace(world);
    spawnHuman(world, {
      kind: 'performer',
      name: { en: `p${i}`, ko: `p${i}` },
      bodyIndex: 0,
      ...place,
      yaw: drawOfStage(world) * 6.28,
    });
  }
  const physicsMs: number[] = [];
  const navigateMs: number[] = [];
  let speed = 0;
  for (let tick = 0; tick < ticks + WARM_TICKS; tick++) {
    giveGoals(world);
    const start = performance.now();
    navigator.step(world);
    const middle = performance.now();
    physics.step(world);
    const end = performance.now();
    world.tick += 1;
    if (tick < WARM_TICKS) continue;
    physicsMs.push(end - middle);
    if (tick % 2 === 0) navigateMs.push(middle - start);
    for (let slot = 0; slot < performers; slot++) {
      speed += Math.hypot(world.humans.velocity[slot * 3], world.humans.velocity[slot * 3 + 2]);
    }
  }
  navigator.dispose();
  physics.dispose();
  return {
    physicsMs,
    navigateMs,
    meanSpeedMps: speed / ticks / performers,
    rescued: world.counters.bodiesRescued,
  };
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

/** The usual way, for the ratio: one kinematic character controller sweep a body a tick, then one step. Mean ms. */
function measureKinematic(rapier: Rapier, performers: number): number {
  const world = new rapier.World({ x: 0, y: -9.81, z: 0 });
  world.timestep = 1 / 20;
  world.createCollider(rapier.ColliderDesc.cuboid(30, 0.5, 30).setTranslation(0, -0.5, 0));
  const controller = world.createCharacterController(0.02);
  controller.enableAutostep(0.25, 0.2, false);
  controller.enableSnapToGround(0.3);
  const side = Math.ceil(Math.sqrt(performers));
  const bodies = Array.from({ length: performers }, (_, i) => {
    const at = rapier.RigidBodyDesc.kinematicPositionBased().setTranslation(
      ((i % side) - side / 2) * 1.5,
      0.8,
      (Math.floor(i / side) - side / 2) * 1.5,
    );
    const body = world.createRigidBody(at);
    return { body, collider: world.createCollider(rapier.ColliderDesc.capsule(0.5, BODY_RADIUS_M), body) };
  });
  world.step();
  const ticks = 30;
  const start = performance.now();
  for (let tick = 0; tick < ticks; tick++) {
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
  }
  const ms = (performance.now() - start) / ticks;
  world.free();
  return ms;
}

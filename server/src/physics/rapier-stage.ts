/**
 * CONTRIBUTOR NOTES
 * The stage in Rapier. What was chosen, and why:
 * - Performers are dynamic capsules without gravity, rotations and the vertical axis locked, driven by velocity once a
 *   tick; their height comes from the ground function, so no capsule ever touches a floor: floor contacts were the
 *   larger part of the cost of a step. The bench compares with kinematic character controllers in the same run.
 * - Guests are kinematic capsules that follow guest-step (the function their own client predicts with): they push
 *   performers and props, and nothing pushes them, so prediction needs no correction but for lost input.
 * - Props are ordinary dynamic bodies with gravity on the real floor.
 * - Collision groups: people meet people, obstacles and props; never floors, steps and ramps.
 * - Figures (1,000 people who walk about, three substeps, Rapier 0.20, Node 24, one of 2 shared cores, p50 a tick): SIMD
 *   2.7 ms, plain 2.9 ms, kinematic character controllers 25 ms for a single step (`troupe bench physics`). Solver
 *   iterations 1, 2 or 4 make no difference that can be measured: of the time, a third is reading and writing bodies.
 * - The SIMD and the plain flavour do not give the same bits: a record belongs to one of them. We run SIMD everywhere.
 * - It runs on the thread of the network, unlike the motion model. In a thread of its own the answer would come a tick later, which is 50 ms
 *   more between a guest's step and the body that its client reconciles with; or the tick would wait for it, and nothing would be won.
 *   It takes 2.7 ms of a tick's 50 with 1,000 people; sending to 300 guests takes 9 (docs/growth.md). So what leaves the thread when a
 *   stage grows is sending: to edges (`troupe serve --edge`), which have neither model nor physics.
 * - Touches that begin are events of the engine (a queue), not a search of ours: free where nobody touches.
 */
import type RAPIER from '@dimforge/rapier3d';
import type { CapsuleSettings } from '@troupe/avatars/motion';
import { BODY_RADIUS_M, type StageFile } from '@troupe/client-sdk/protocol';
import { SUBSTEPS, TICK_S } from '../world/limits.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { noteContact, type Owners } from './contact-reader.ts';
import { moveMirror, stepGuestBody } from './guest-drive.ts';
import { drivePerformer, readPerformer } from './performer-drive.ts';
import { readProps } from './prop-read.ts';
import { addBounds, addCollider, addPerson, addProp, PERSON, type Rapier } from './stage-bodies.ts';

/** Solver iterations a substep: people lean on one another, they do not stack. */
const SOLVER_ITERATIONS = 2;

/** Physics of one stage; owns the WASM world. */
export interface StagePhysics {
  /** Moves everybody by one tick and writes positions, headings, velocities and touches into the world's arrays. */
  step(world: World): void;
  /** Number of bodies in the WASM world; a removed human leaves none. */
  bodyCount(): number;
  /** Pushes a human or a prop by an impulse (kg m/s): for tests of the guard, and for whatever shoves. */
  shove(target: { readonly slot: number } | { readonly prop: number }, impulse: Impulse): void;
  dispose(): void;
}

/** An impulse, kg m/s. */
export interface Impulse {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

interface Person {
  readonly body: RAPIER.RigidBody;
  readonly collider: RAPIER.Collider;
  readonly netId: number;
}

/** Builds the static colliders, the props and an empty stage. `rapier` must be initialised. */
export function createStagePhysics(rapier: Rapier, stage: StageFile, law: CapsuleSettings): StagePhysics {
  const physics = new rapier.World({ x: 0, y: -9.81, z: 0 });
  physics.timestep = TICK_S / SUBSTEPS;
  physics.integrationParameters.numSolverIterations = SOLVER_ITERATIONS;
  addBounds(rapier, physics, stage);
  for (const collider of stage.colliders) addCollider(rapier, physics, collider);
  const props = stage.props.map((prop) => addProp(rapier, physics, prop));
  const people: (Person | undefined)[] = [];
  const owners: Owners = new Map();
  props.forEach((prop, i) => {
    owners.set(prop.collider(0).handle, -1 - i);
  });
  const touches = new rapier.EventQueue(true);
  let current: World | undefined;
  const onTouch = (first: number, second: number, started: boolean): void => {
    if (started && current) noteContact(current, owners, first, second);
  };
  return {
    step(world) {
      current = world;
      world.contacts.count = 0;
      syncPeople(rapier, physics, world, people, owners);
      placeMoved(world, people);
      const { humans } = world;
      for (let slot = 0; slot < humans.count; slot++) {
        if (humans.kind[slot] === HUMAN_KIND.performer) drivePerformer(world, slot, people[slot]!.body, law);
        else if (humans.kind[slot] === HUMAN_KIND.guest) stepGuestBody(world, slot);
      }
      for (let substep = 0; substep < SUBSTEPS; substep++) {
        for (let slot = 0; slot < humans.count; slot++) {
          if (humans.kind[slot] === HUMAN_KIND.guest) moveMirror(world, slot, people[slot]!.body, substep);
        }
        physics.step(touches);
        touches.drainCollisionEvents(onTouch);
      }
      for (let slot = 0; slot < humans.count; slot++) {
        if (humans.kind[slot] === HUMAN_KIND.performer) readPerformer(world, slot, people[slot]!.body);
      }
      readProps(world, props);
      current = undefined;
    },
    bodyCount: () => physics.bodies.len(),
    shove(target, impulse) {
      const body = 'slot' in target ? people[target.slot]?.body : props[target.prop];
      body?.applyImpulse(impulse, true);
    },
    dispose() {
      touches.free();
      physics.free();
    },
  };
}

/** Puts people where a show wants them, at rest, on the ground, out of walls. */
function placeMoved(world: World, people: readonly (Person | undefined)[]): void {
  const { humans, ground, show } = world;
  for (const { slot, x, z, yaw } of show.moved) {
    const person = people[slot];
    if (!person || humans.kind[slot] !== HUMAN_KIND.performer) continue;
    const out: [number, number] = [x, z];
    ground.pushOut(x, z, BODY_RADIUS_M, out);
    const y = ground.heightAt(out[0], out[1]);
    person.body.setTranslation({ x: out[0], y: y + PERSON.centreM, z: out[1] }, true);
    person.body.setLinvel({ x: 0, y: 0, z: 0 }, true);
    humans.position.set([out[0], y, out[1]], slot * 3);
    humans.velocity.fill(0, slot * 3, slot * 3 + 3);
    humans.yaw[slot] = yaw;
    humans.yawRate[slot] = 0;
    humans.goalYaw[slot] = yaw;
  }
  show.moved.length = 0;
}

/** Makes the WASM bodies match the slots: new humans get one, gone humans lose theirs. */
function syncPeople(
  rapier: Rapier,
  physics: RAPIER.World,
  world: World,
  people: (Person | undefined)[],
  owners: Owners,
): void {
  const { humans } = world;
  for (let slot = 0; slot < Math.max(humans.count, people.length); slot++) {
    const netId = slot < humans.count && humans.kind[slot] !== HUMAN_KIND.free ? humans.netId[slot] : 0;
    const old = people[slot];
    if ((old?.netId ?? 0) === netId) continue;
    if (old) {
      owners.delete(old.collider.handle);
      physics.removeRigidBody(old.body);
      people[slot] = undefined;
    }
    if (netId === 0) continue;
    const feet = {
      x: humans.position[slot * 3],
      y: humans.position[slot * 3 + 1],
      z: humans.position[slot * 3 + 2],
    };
    const person = addPerson(rapier, physics, humans.kind[slot] === HUMAN_KIND.guest, feet);
    people[slot] = { ...person, netId };
    owners.set(person.collider.handle, slot);
  }
}

import { CONTACT_KIND, type World } from '../world/world.ts';

/** Whose a collider is: slot of a human, or -1 - index of a prop. */
export type Owners = Map<number, number>;

/** Notes a touch that began between two colliders; touches with walls and floors are nobody's news. */
export function noteContact(world: World, owners: Owners, first: number, second: number): void {
  const one = owners.get(first);
  const two = owners.get(second);
  if (one === undefined || two === undefined || (one < 0 && two < 0)) return;
  if (one >= 0 && two >= 0) noteHumans(world, one, two);
  else noteProp(world, Math.max(one, two), -1 - Math.min(one, two));
}

function noteHumans(world: World, one: number, two: number): void {
  const { position, velocity } = world.humans;
  let dx = position[two * 3] - position[one * 3];
  let dz = position[two * 3 + 2] - position[one * 3 + 2];
  const distance = Math.max(Math.hypot(dx, dz), 1e-6);
  dx /= distance;
  dz /= distance;
  const towardsTwo = velocity[one * 3] * dx + velocity[one * 3 + 2] * dz;
  const towardsOne = -(velocity[two * 3] * dx + velocity[two * 3 + 2] * dz);
  const speed = Math.max(0, towardsTwo + towardsOne);
  if (towardsTwo >= towardsOne) push(world, CONTACT_KIND.human, one, two, speed);
  else push(world, CONTACT_KIND.human, two, one, speed);
}

function noteProp(world: World, slot: number, prop: number): void {
  const { humans, props } = world;
  const dx = props.position[prop * 3] - humans.position[slot * 3];
  const dz = props.position[prop * 3 + 2] - humans.position[slot * 3 + 2];
  const distance = Math.max(Math.hypot(dx, dz), 1e-6);
  const closing =
    ((humans.velocity[slot * 3] - props.velocity[prop * 3]) * dx +
      (humans.velocity[slot * 3 + 2] - props.velocity[prop * 3 + 2]) * dz) /
    distance;
  push(world, CONTACT_KIND.prop, slot, prop, Math.max(0, closing));
}

function push(world: World, kind: number, a: number, b: number, speedMps: number): void {
  const { contacts } = world;
  if (contacts.count >= contacts.capacity) {
    world.counters.contactsDropped += 1;
    return;
  }
  contacts.kind[contacts.count] = kind;
  contacts.a[contacts.count] = a;
  contacts.b[contacts.count] = b;
  contacts.speedMps[contacts.count] = speedMps;
  contacts.count += 1;
}

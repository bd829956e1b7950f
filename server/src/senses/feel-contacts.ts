import { CONTACT_KIND, HUMAN_KIND, type World } from '../world/world.ts';
import { pushPercept } from './push-percept.ts';

export const FEEL_DEFAULTS = {
  /** Slower touches are brushing past, m/s. */
  feltMps: 0.35,
  /** Share of the speed that the one bumped into and the one who bumps feel. */
  struckShare: 0.65,
  strikerShare: 0.4,
  /** A thing is felt by its mass against a person's, kg, times this. */
  personKg: 68,
  thingShare: 2,
  /** From this on a performer knows that it was bumped into, m/s. */
  noticedMps: 0.5,
} as const;

/** Senses phase: touches of the last tick's physics become pushes on bodies and percepts of who was bumped into. */
export function feelContacts(world: World): void {
  const { contacts, humans, props } = world;
  for (let i = 0; i < contacts.count; i++) {
    const speed = contacts.speedMps[i];
    if (!(speed >= FEEL_DEFAULTS.feltMps)) continue;
    const a = contacts.a[i];
    const b = contacts.b[i];
    const human = contacts.kind[i] === CONTACT_KIND.human;
    const there = human ? humans.position : props.position;
    let dx = there[b * 3] - humans.position[a * 3];
    let dz = there[b * 3 + 2] - humans.position[a * 3 + 2];
    const distance = Math.max(Math.hypot(dx, dz), 1e-6);
    dx /= distance;
    dz /= distance;
    if (human) {
      push(world, b, dx * speed * FEEL_DEFAULTS.struckShare, dz * speed * FEEL_DEFAULTS.struckShare);
      push(world, a, -dx * speed * FEEL_DEFAULTS.strikerShare, -dz * speed * FEEL_DEFAULTS.strikerShare);
      notice(world, b, a, speed);
      notice(world, a, b, speed);
    } else {
      const mass = props.massKg[b];
      const share = (mass / (mass + FEEL_DEFAULTS.personKg)) * FEEL_DEFAULTS.thingShare * speed;
      push(world, a, -dx * share, -dz * share);
    }
  }
}

/** Two pushes in one tick add up; one of an earlier tick is over. */
function push(world: World, slot: number, x: number, z: number): void {
  const { humans, tick } = world;
  if (humans.kind[slot] === HUMAN_KIND.free) return;
  const again = humans.pushTick[slot] === tick ? 1 : 0;
  humans.push[slot * 2] = humans.push[slot * 2] * again + x;
  humans.push[slot * 2 + 1] = humans.push[slot * 2 + 1] * again + z;
  humans.pushTick[slot] = tick;
}

function notice(world: World, slot: number, other: number, speed: number): void {
  const { humans, social } = world;
  if (speed < FEEL_DEFAULTS.noticedMps || humans.kind[slot] !== HUMAN_KIND.performer) return;
  if (humans.kind[other] === HUMAN_KIND.free) return;
  pushPercept(social.percepts, {
    kind: 'bumped',
    performer: slot,
    other,
    otherNetId: humans.netId[other],
    text: '',
    locale: social.locales[other],
    speedMps: speed,
    addressed: true,
  });
}

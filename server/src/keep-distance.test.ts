import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';

import { viewMind } from './mind-view.ts';
import { type OpenStage, openStage } from './open-stage.ts';
import type { MailboxMessage } from './tick/mailbox.ts';
import { DRIVE, hashWorld, type StageEvent } from './world/index.ts';
import { slotOf } from './world/slot-of.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
vi.setConfig({ testTimeout: 60_000 });
let opened: OpenStage;
let waiting: MailboxMessage[] = [];
let said: StageEvent[] = [];
let seq = 0;

beforeAll(async () => {
  opened = await openStage({ root: ROOT, stageId: 'plaza', seed: 9, capacity: 8, motion: 'inline' });
}, 60_000);
afterAll(() => opened?.close());
beforeEach(() => {
  const { humans } = world();
  waiting = [];
  for (let slot = 0; slot < humans.count; slot++)
    if (humans.kind[slot] !== 0) waiting.push({ type: 'leave', netId: humans.netId[slot] });
  said = [];
});

const world = () => opened.stage.world;
async function step(ticks: number, each?: () => unknown): Promise<number> {
  for (let t = 0; t < ticks; t++) {
    await opened.stage.motion.finish();
    const messages = waiting;
    waiting = [];
    opened.stage.step(messages, opened.stage.motion.ready());
    said.push(...world().social.events.filter(({ kind }) => kind === 'say'));
    if (each?.()) return t;
  }
  return ticks;
}
async function arrive(message: object): Promise<number> {
  waiting.push({ key: 'x', bodyIndex: 0, yaw: 0, ...message } as MailboxMessage);
  await step(1);
  return world().lastNetId;
}
/** Tilda somewhere, who has met everybody and stays where she is. */
async function tilda(x: number, z: number, yaw = 0): Promise<number> {
  const netId = await arrive({
    type: 'perform',
    name: { en: 'Tilda', ko: '틸다' },
    personaId: 'tilda',
    x,
    z,
    yaw,
  });
  const mind = mindOf(netId);
  mind.activityUntilTick = 1e9;
  mind.activity = 'stay';
  mind.painting = undefined;
  Object.assign(mind.intent, { spot: -1, seat: -1, walkNetId: 0, action: '' });
  return netId;
}
const guestAt = (x: number, z: number, locale = 'en') => arrive({ type: 'join', name: 'Min', locale, x, z });
const mindOf = (netId: number) => world().social.minds[slotOf(world(), netId)]!;
const placeOf = (netId: number): [number, number] => {
  const at = slotOf(world(), netId) * 3;
  return [world().humans.position[at], world().humans.position[at + 2]];
};
const apart = (a: number, b: number): number => {
  const [ax, az] = placeOf(a);
  const [bx, bz] = placeOf(b);
  return Math.hypot(ax - bx, az - bz);
};
/** Turned away from somebody by so much, rad: body as it is drawn. */
function turnedFrom(netId: number, other: number): number {
  const slot = slotOf(world(), netId);
  const [x, z] = placeOf(netId);
  const [ox, oz] = placeOf(other);
  const yaw = world().humans.yaw[slot];
  return Math.abs(
    Math.atan2(Math.sin(Math.atan2(ox - x, oz - z) - yaw), Math.cos(Math.atan2(ox - x, oz - z) - yaw)),
  );
}
/** A guest walks up to somebody until it is so near. */
function comeUp(guest: number, to: number, untilM: number): void {
  const [gx, gz] = placeOf(guest);
  const [x, z] = placeOf(to);
  const far = Math.hypot(x - gx, z - gz);
  const goes = far > untilM ? 0.5 : 0;
  seq += 1;
  waiting.push({
    type: 'input',
    netId: guest,
    seq,
    moveX: ((x - gx) / far) * goes,
    moveZ: ((z - gz) / far) * goes,
    hurry: false,
  });
}
const told = (netId: number) =>
  mindOf(netId)
    .decisions.filter(({ kind }) => kind === 'space')
    .map(({ chosen }) => chosen);

describe('a guest who comes too near', () => {
  test.each([
    ['before her', 0],
    ['from her left', Math.PI / 2],
    ['from her right', -Math.PI / 2],
    ['behind her', Math.PI],
  ])('%s is looked at, leaned away from and stepped away from, still faced', async (_, angle) => {
    const netId = await tilda(0, 12);
    const guest = await guestAt(Math.sin(angle) * 2.5, 12 + Math.cos(angle) * 2.5);
    let near = Number.POSITIVE_INFINITY;
    let stopped = false;
    let worst = 0;
    await step(200, () => {
      // It comes up once and then stays where it is.
      stopped ||= apart(netId, guest) < 0.66;
      comeUp(guest, netId, stopped ? 9 : 0.6);
      near = Math.min(near, apart(netId, guest));
      const slot = slotOf(world(), netId);
      if (world().humans.drive[slot] === DRIVE.step) worst = Math.max(worst, turnedFrom(netId, guest));
    });
    const { space } = mindOf(netId);
    expect(near).toBeLessThan(space.comfortM - 0.1);
    expect(apart(netId, guest)).toBeGreaterThanOrEqual(space.comfortM);
    expect(apart(netId, guest)).toBeLessThan(space.comfortM + 0.4);
    expect(worst).toBeLessThan(0.75);
    expect(told(netId).slice(0, 2)).toEqual(['leans back', 'steps back']);
    expect(told(netId).length).toBeLessThanOrEqual(4);
    // And there it stays: no swinging to and fro.
    const [x, z] = placeOf(netId);
    await step(60);
    expect(Math.hypot(placeOf(netId)[0] - x, placeOf(netId)[1] - z)).toBeLessThan(0.03);
  });
  test('who goes past is let past', async () => {
    const netId = await tilda(0, 12);
    const guest = await guestAt(-3, 12.7);
    await step(120, () => {
      seq += 1;
      waiting.push({
        type: 'input',
        netId: guest,
        seq,
        moveX: 1,
        moveZ: 0,
        hurry: false,
      });
    });
    expect(told(netId)).toEqual([]);
    expect(Math.hypot(placeOf(netId)[0], placeOf(netId)[1] - 12)).toBeLessThan(0.05);
  });
  test('who follows is stepped away from three times, then told kindly in its language, once', async () => {
    const netId = await tilda(0, 12);
    const guest = await guestAt(0, 14, 'ko');
    await step(500, () => comeUp(guest, netId, 0.62));
    expect(told(netId).filter((chosen) => chosen.startsWith('steps')).length).toBeLessThanOrEqual(3);
    const asked = said.filter(({ text }) => /떨어져서|뒤로/.test(text));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toMatchObject({ toNetId: guest, locale: 'ko' });
    expect(Math.hypot(placeOf(netId)[0], placeOf(netId)[1] - 12)).toBeLessThan(3 * 0.45 + 0.3);
    const view = viewMind(world(), netId, 0)!;
    expect(view.space).toMatchObject({ state: 'asked', who: { netId: guest } });
    expect(view.decisions.find(({ kind }) => kind === 'space')!.percepts[0]).toMatch(/m would be well/);
  });
});

describe('a step is not taken', () => {
  test('into a wall: she goes along it', async () => {
    const wall = opened.file.colliders.find(({ id }) => id === 'galleryWall')!;
    if (!('centre' in wall)) throw new Error('the wall is no ramp');
    const [wx, , wz] = wall.centre;
    // Her back to the long side of the wall, as near as one can stand.
    const { ground } = world();
    const out = [0, 0];
    ground.pushOut(wx + 0.01, wz + 0.3, 0.3, out);
    const netId = await tilda(out[0], out[1]);
    const slot = slotOf(world(), netId);
    const away = Math.atan2(out[0] - wx, out[1] - wz);
    const guest = await guestAt(out[0] + Math.sin(away) * 2, out[1] + Math.cos(away) * 2);
    await step(160, () => {
      comeUp(guest, netId, 0.62);
      const [x, z] = placeOf(netId);
      expect(ground.pushOut(x, z, 0.26, [0, 0])).toBe(false);
    });
    expect(told(netId)[0]).toBe('leans back');
    expect(told(netId)[1]).toMatch(/^steps (?:left|right)$/);
    expect(world().humans.drive[slot]).not.toBe(DRIVE.walkTo);
  });
  test('from one guest into another', async () => {
    const netId = await tilda(0, 12);
    const front = await guestAt(0, 14);
    const behind = await guestAt(0, 11.2);
    let least = 9;
    await step(160, () => {
      comeUp(front, netId, 0.62);
      least = Math.min(least, apart(netId, behind));
    });
    expect(least).toBeGreaterThan(0.6);
    expect(told(netId)[0]).toBe('leans back');
  });
  test('while a hand is given: a handshake goes on', async () => {
    const netId = await tilda(0, 12);
    const guest = await guestAt(0, 14);
    await step(120, () => comeUp(guest, netId, 1));
    const before = told(netId).length;
    const event = { v: 1, id: 'touch', phase: 'instant', src: 'user', consent: 'none', conf: 1, t0: 0 };
    const data = { part: 'rightHand', target: `human:${netId}`, forceN: 4 };
    let shook = 0;
    await step(90, () => {
      comeUp(guest, netId, 0.7);
      if (world().tick % 90 === 0 || shook === 0)
        waiting.push({
          type: 'sense',
          netId: guest,
          event: { ...event, m: 'touch', data, id: `${world().tick}` },
        } as unknown as MailboxMessage);
      const { action } = world().humans;
      const name = world().social.actionNames[action[slotOf(world(), netId)] - 1] ?? '';
      if (name.startsWith('shakeHands')) shook += 1;
      return shook > 50;
    });
    expect(shook).toBeGreaterThan(40);
    expect(
      told(netId)
        .slice(before)
        .filter((chosen) => chosen.startsWith('steps')),
    ).toEqual([]);
  });
  test('when a show or a prompt has put her there', async () => {
    const netId = await tilda(0, 12);
    mindOf(netId).intent.place = { x: 0, z: 12, yaw: 0 };
    const guest = await guestAt(0, 14);
    await step(140, () => comeUp(guest, netId, 0.62));
    expect(told(netId)).toEqual([]);
    expect(hashWorld(world())).toMatch(/^[0-9a-f]{16}$/);
  });
});

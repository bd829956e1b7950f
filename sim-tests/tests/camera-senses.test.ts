/** What a camera makes of our own bodies, with the networks that the page runs: drawn, seen, recognised, sent. */
import { loadModel } from '@troupe/avatars/photo';
import {
  type GestureName,
  PersonSight,
  readSight,
  type Seen,
  type SightNetworks,
} from '@troupe/client-sdk/senses';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BoneTurns, type FaceUnits, posedPerson } from './posed-people.ts';

const LOOK_MS = 100;
const RAISED: BoneTurns = { rightUpperArm: [0, 0, -1.75], rightLowerArm: [0, 0, -0.35] };
const OUT: BoneTurns = { rightUpperArm: [0, 0, 0.2], rightLowerArm: [0, 0, -1.6] };
const IN: BoneTurns = { rightUpperArm: [0, 0, 0.2], rightLowerArm: [0, 0, -2.4] };
const ARM_OUT: BoneTurns = { leftUpperArm: [0, 0, 0.45] };
let nets: SightNetworks;

beforeAll(async () => {
  const [people, pose, face, hand] = await Promise.all([
    loadModel('pose_detection'),
    loadModel('pose_landmark_lite'),
    loadModel('face_landmark'),
    loadModel('hand_landmark_full'),
  ]);
  nets = { people, pose, face, hand };
}, 30_000);

/** What is sent of looks at 10 Hz. */
function sendOf(looks: readonly (Seen | undefined)[]): { m: string; data: Record<string, unknown> }[] {
  const sent: { m: string; data: Record<string, unknown> }[] = [];
  const tell = readSight({
    sense: async (m, data) => {
      sent.push({ m, data: data as Record<string, unknown> });
      return undefined;
    },
  });
  looks.forEach((seen, i) => {
    tell(seen, i * LOOK_MS);
  });
  return sent;
}

const times = <T>(one: T, n: number): T[] => Array(n).fill(one);

describe.each([8, 14])('somebody of our own (%i) before the camera', (seed) => {
  let look: (turns: BoneTurns) => Promise<Seen>;
  let rest: Seen;

  beforeAll(async () => {
    const draw = await posedPerson(seed);
    const sight = new PersonSight(nets);
    look = async (turns) => {
      const seen = await sight.look(await draw(turns));
      if (!seen) throw new Error('nobody is seen');
      return seen;
    };
    rest = await look({});
  }, 60_000);

  const names = (looks: readonly Seen[]): GestureName[] =>
    sendOf(looks)
      .filter(({ m }) => m === 'gesture')
      .map(({ data }) => data.name as GestureName);

  test('stands: nothing is told', () => {
    expect(sendOf(times(rest, 40))).toEqual([]);
  });
  test('raises a hand: told once, with the hand', { timeout: 60_000 }, async () => {
    const sent = sendOf([...times(rest, 5), ...times(await look(RAISED), 12)]);
    expect(sent).toEqual([{ m: 'gesture', data: { name: 'raiseHand', hand: 'right' } }]);
  });
  test('waves: no raised hand', { timeout: 60_000 }, async () => {
    const [out, inward] = [await look(OUT), await look(IN)];
    const looks = [
      ...times(rest, 5),
      ...Array.from({ length: 6 }, (_, i) => times(i % 2 ? inward : out, 3)).flat(),
    ];
    expect(names(looks)).toEqual(['wave']);
  });
  test('points aside with a straight arm', { timeout: 60_000 }, async () => {
    expect(names([...times(rest, 5), ...times(await look(ARM_OUT), 10)])).toEqual(['point']);
  });
  test('nods, and shakes the head', { timeout: 60_000 }, async () => {
    const nods = await Promise.all([look({ head: [0.25, 0, 0] }), look({ head: [-0.05, 0, 0] })]);
    const shakes = await Promise.all([look({ head: [0, 0.3, 0] }), look({ head: [0, -0.3, 0] })]);
    const move = (pair: Seen[]): Seen[] => Array.from({ length: 6 }, (_, i) => times(pair[i % 2], 2)).flat();
    expect(names([...times(rest, 5), ...move(nods)])).toEqual(['nod']);
    expect(names([...times(rest, 5), ...move(shakes)])).toEqual(['shakeHead']);
  });
  test('smiles, is surprised, and talks, which is neither', { timeout: 90_000 }, async () => {
    const withFace = async (face: FaceUnits): Promise<Seen> =>
      (await new PersonSight(nets).look(await (await posedPerson(seed, face))({})))!;
    const emotions = (looks: readonly Seen[]) =>
      sendOf(looks)
        .filter(({ m }) => m === 'face')
        .map(({ data }) => data.emotion);
    const smile = await withFace({ 'mouth-corner-puller': 1 });
    expect(emotions([...times(rest, 10), ...times(smile, 10), ...times(rest, 10)])).toEqual([
      'joy',
      'neutral',
    ]);
    const wide = await withFace({ 'mouth-open': 0.8, 'eyebrows-left-up': 1, 'eyebrows-right-up': 1 });
    expect(emotions([...times(rest, 10), ...times(wide, 10)])).toEqual(['surprise']);
    const open = await withFace({ 'mouth-open': 0.5 });
    const talk = Array.from({ length: 10 }, (_, i) => times(i % 2 ? open : rest, 2)).flat();
    expect(emotions([...times(rest, 10), ...talk])).toEqual([]);
  });
});

test('nobody before the camera: nothing is seen and nothing told', async () => {
  const data = new Uint8Array(480 * 480 * 3).fill(120);
  expect(await new PersonSight(nets).look({ data, width: 480, height: 480 })).toBeUndefined();
  expect(sendOf(times(undefined, 20))).toEqual([]);
});

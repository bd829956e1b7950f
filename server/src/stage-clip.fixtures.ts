// Clips for tests, made by the stage itself: nobody's recording.
import { CLIP_FRAME_VALUES, type Clip, PERFORMED, rigOfBody, STAGE_HZ } from '@troupe/avatars/clip';
import { type OpenStage, openStage } from './open-stage.ts';
import type { MailboxMessage } from './tick/mailbox.ts';
import type { World } from './world/world.ts';

/** A performer alone, who stands where it is put. */
export const performer = (x: number, z: number, yaw: number, bodyIndex = 0): MailboxMessage => ({
  type: 'perform',
  key: 'a',
  name: { en: 'A', ko: '가' },
  personaId: 'cast',
  bodyIndex,
  x,
  z,
  yaw,
});

const NEVER = 1e9;

/** Steps a stage as a headless run does; nobody strolls about, chats or dances on its own. */
export async function stepStage(
  open: OpenStage,
  ticks: number,
  each: (world: World) => void = () => {},
  messages: readonly MailboxMessage[] = [],
): Promise<void> {
  const { stage } = open;
  for (let t = 0; t < ticks; t++) {
    await stage.motion.finish();
    for (const [slot, mind] of stage.world.social.minds.entries()) {
      if (!mind || mind.activityUntilTick === NEVER) continue;
      mind.intent.action = '';
      stage.world.humans.action[slot] = 0;
      mind.activityUntilTick = NEVER;
      mind.chat = undefined;
      mind.intent.walkNetId = 0;
      mind.intent.spot = -1;
      mind.intent.seat = -1;
    }
    stage.step(t === 0 ? messages : [], stage.motion.ready());
    each(stage.world);
  }
}

/** What a performer of the stage does for so long, as a clip: hips and joints as they were streamed. */
export async function takeClip(
  root: string,
  name: string,
  ticks: number,
  act: (world: World, tick: number) => void,
): Promise<Clip> {
  const open = await openStage({ root, stageId: 'plaza', seed: 3, capacity: 4, motion: 'inline' });
  const hips: number[] = [];
  const joints: number[] = [];
  await stepStage(open, 40, undefined, [performer(0, 12, 0.5)]);
  for (let t = 0; t < ticks; t++) {
    await stepStage(open, 1, (world) => {
      act(world, t);
      const pose = world.humans.poseJoints.subarray(0, CLIP_FRAME_VALUES);
      for (let q = 0; q < CLIP_FRAME_VALUES; q += 4) {
        const before = joints.length - CLIP_FRAME_VALUES;
        let along = 0;
        for (let k = 0; k < 4; k++) along += t === 0 ? 1 : joints[before + k] * pose[q + k];
        for (let k = 0; k < 4; k++) joints.push(along < 0 ? -pose[q + k] : pose[q + k]);
      }
      hips.push(...world.humans.poseHips.subarray(0, 3));
    });
  }
  const [body] = open.bodies;
  await open.close();
  return {
    name,
    fps: STAGE_HZ,
    frames: ticks,
    hips: Float32Array.from(hips),
    joints: Float32Array.from(joints),
    rig: rigOfBody(body),
    expressions: [],
    gaze: undefined,
    origin: PERFORMED,
  };
}

import { quatSlerp } from '@troupe/avatars/maths';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import { FACE_WEIGHTS, HUMAN_KIND, slotOf, TICK_MS, type World } from '../world/index.ts';
import { type Bridge, type BridgeStage, createStatus } from './bridge.ts';
import type { VmcConfig } from './bridge-config.ts';
import { sendUdp } from './udp.ts';
import { encodeVmc } from './wire/vmc.ts';

/** One kept pose: hips (3), 52 rotations, face, root x, y, z, heading. */
interface KeptPose {
  readonly hips: Float32Array;
  readonly joints: Float32Array;
  readonly face: Float32Array;
  readonly root: Float64Array;
  tick: number;
}

/** A performer's poses by VMC at a steady rate: between the two newest ticks, one tick late. */
export function openVmcBridge(config: VmcConfig, stage: BridgeStage): Bridge {
  const status = createStatus('vmc', `${config.host}:${config.port} ${config.performer}`);
  const udp = sendUdp(config, status);
  const { world } = stage;
  let [before, newest] = [keptPose(), keptPose()];
  let netId = 0;
  let tickAtMs = stage.nowMs();
  const startMs = tickAtMs;
  const afterTick = (): void => {
    let slot = slotOf(world, netId);
    if (slot < 0) {
      slot = slotOfPerformer(world, config.performer);
      netId = slot < 0 ? 0 : world.humans.netId[slot];
      before.tick = newest.tick = -1;
    }
    status.problem = slot < 0 ? `nobody called "${config.performer}" is on the stage` : '';
    if (slot < 0 || world.humans.posed[slot] === 0 || world.poseTick === newest.tick) return;
    [before, newest] = [newest, before];
    keep(world, slot, newest);
    tickAtMs = stage.nowMs();
  };
  const between = keptPose();
  const send = (): void => {
    const slot = slotOf(world, netId);
    if (slot < 0 || before.tick < 0) return;
    const nowMs = stage.nowMs();
    mix(before, newest, Math.min(1, Math.max(0, (nowMs - tickAtMs) / TICK_MS)), between);
    const [x, y, z, yaw] = between.root;
    const { restOffsets } = world.bodies[world.humans.body[slot]];
    const root = { x, y, z, yaw };
    const pose = { ...between, restOffsets: restOffsets as number[], root, timeS: (nowMs - startMs) / 1000 };
    for (const packet of encodeVmc(pose, config.faces)) udp.send(packet);
  };
  stage.afterTick.add(afterTick);
  const timer = setInterval(send, 1000 / config.hz);
  timer.unref();
  return {
    status,
    async close() {
      clearInterval(timer);
      stage.afterTick.delete(afterTick);
      await udp.close();
    },
  };
}

function keptPose(): KeptPose {
  return {
    hips: new Float32Array(3),
    joints: new Float32Array(JOINT_COUNT * 4),
    face: new Float32Array(FACE_WEIGHTS),
    root: new Float64Array(4),
    tick: -1,
  };
}

function keep({ humans, poseTick }: World, slot: number, pose: KeptPose): void {
  pose.hips.set(humans.poseHips.subarray(slot * 3, slot * 3 + 3));
  pose.joints.set(humans.poseJoints.subarray(slot * JOINT_COUNT * 4, (slot + 1) * JOINT_COUNT * 4));
  pose.face.set(humans.poseFace.subarray(slot * FACE_WEIGHTS, (slot + 1) * FACE_WEIGHTS));
  pose.root.set(humans.position.subarray(slot * 3, slot * 3 + 3));
  pose.root[3] = humans.yaw[slot];
  pose.tick = poseTick;
}

function mix(a: KeptPose, b: KeptPose, share: number, out: KeptPose): void {
  const lines = ['hips', 'face', 'root'] as const;
  for (const line of lines)
    for (let k = 0; k < out[line].length; k++) out[line][k] = a[line][k] + (b[line][k] - a[line][k]) * share;
  // A heading goes the short way round.
  const turn = b.root[3] - a.root[3];
  out.root[3] = a.root[3] + Math.atan2(Math.sin(turn), Math.cos(turn)) * share;
  for (let joint = 0; joint < JOINT_COUNT; joint++)
    quatSlerp(out.joints, joint * 4, a.joints, joint * 4, b.joints, joint * 4, share);
}

/** A performer by the name of the cast of the show, of the body, or of the person. */
function slotOfPerformer(world: World, name: string): number {
  const { humans, social, bodies, show } = world;
  const cast = show.run?.program.cast.findIndex(({ id }) => id === name) ?? -1;
  if (cast >= 0) return slotOf(world, show.run!.netIds[cast]);
  for (let slot = 0; slot < humans.count; slot++) {
    const { en, ko } = social.names[slot];
    if (humans.kind[slot] !== HUMAN_KIND.performer) continue;
    if (bodies[humans.body[slot]].id === name || en === name || ko === name) return slot;
  }
  return -1;
}

import { createHash } from 'node:crypto';
import type { ShowSlow } from '../world/index.ts';
import { TICK_MS } from '../world/index.ts';
import { type Bridge, type BridgeStage, createStatus } from './bridge.ts';
import type { LightOutConfig } from './bridge-config.ts';
import {
  clockBetween,
  DARK,
  fadeShare,
  type LightLevels,
  levelsOf,
  mixLevels,
  patchLights,
} from './light-levels.ts';
import { sendUdp } from './udp.ts';
import { ARTNET_PORT, encodeArtDmx } from './wire/artnet.ts';
import { DMX_SLOTS, encodeSacn, SACN_PORT, sacnGroup } from './wire/sacn.ts';

const LIGHTS = {
  /** Without change a universe is sent again after so long, ms (E1.31 6.6.2: 800 to 1000; Art-Net 4: the same). */
  keepAliveMs: 900,
  /** A change is told so often before that (E1.31 6.6.2: three). */
  repeats: 3,
  /** Packets that tell that a source ends (E1.31 6.2.6: three). */
  terminations: 3,
} as const;

/** The lights of a show as a DMX universe, by sACN or Art-Net. `identity` names this stage among sources. */
export function openLightBridge(config: LightOutConfig, stage: BridgeStage, identity: string): Bridge {
  const target = {
    host: config.host === 'multicast' ? sacnGroup(config.universe) : config.host,
    port: config.port ?? (config.by === 'sacn' ? SACN_PORT : ARTNET_PORT),
  };
  const status = createStatus(config.by, `${target.host}:${target.port} universe ${config.universe}`);
  const udp = sendUdp(target, status);
  const fader = createFader(stage);
  const slots = new Uint8Array(DMX_SLOTS);
  const sent = new Uint8Array(DMX_SLOTS);
  const encode = createEncoder(config, identity);
  let same = 0;
  let sentMs = Number.NEGATIVE_INFINITY;
  const send = (): void => {
    patchLights(config.patch, fader.now(), fader.strobe(), slots);
    const changed = slots.some((value, i) => value !== sent[i]) || sentMs === Number.NEGATIVE_INFINITY;
    same = changed ? 0 : same + 1;
    const nowMs = stage.nowMs();
    if (same >= LIGHTS.repeats && nowMs - sentMs < LIGHTS.keepAliveMs) return;
    sent.set(slots);
    sentMs = nowMs;
    udp.send(encode(slots, false));
  };
  const timer = setInterval(send, 1000 / config.hz);
  timer.unref();
  return {
    status,
    async close() {
      clearInterval(timer);
      fader.close();
      // Art-Net has no such word: lights stay as they were told last.
      const count = config.by === 'sacn' ? LIGHTS.terminations : 0;
      await udp.close(Array.from({ length: count }, () => encode(sent, true)));
    },
  };
}

function createEncoder(
  { by, universe, priority, source }: LightOutConfig,
  identity: string,
): (slots: Uint8Array, terminated: boolean) => Uint8Array {
  let sequence = by === 'sacn' ? 255 : 0;
  const cid = uuidOf(`${identity}/${by}`);
  return (slots, terminated) => {
    sequence = (sequence + 1) & 0xff;
    if (by === 'sacn') return encodeSacn({ cid, source, priority, sequence, universe, terminated, slots });
    // 0 would say that packets may come in any order.
    sequence ||= 1;
    return encodeArtDmx({ sequence, universe, slots });
  };
}

/** A UUID of a name (RFC 9562, version 8: by a hash of our own choice), so that a source is known again after a restart. */
function uuidOf(name: string): Uint8Array {
  const bytes = new Uint8Array(createHash('sha256').update(name).digest().subarray(0, 16));
  bytes[6] = (bytes[6] & 0x0f) | 0x80;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return bytes;
}

/** Knows what the lights give at any time between ticks. */
function createFader(stage: BridgeStage): {
  now(): LightLevels;
  strobe(): { hz: number; stageMs: number };
  close(): void;
} {
  let from: LightLevels = DARK;
  let to: ShowSlow['light'] | undefined;
  let tickAtMs = stage.nowMs();
  const now = (): LightLevels => {
    const { run } = stage.world.show;
    if (!run || !to) return from;
    const playing = run.status === 'playing';
    const clock = playing ? clockBetween(run.clock, run.rate, stage.nowMs() - tickAtMs) : run.clock;
    return mixLevels(from, levelsOf(to), fadeShare(to, clock));
  };
  const look = (): void => {
    tickAtMs = stage.nowMs();
    const light = stage.world.show.run?.slow.light;
    if (!light || light === to) return;
    from = now();
    to = light;
  };
  look();
  stage.afterTick.add(look);
  return {
    now,
    strobe() {
      const { run } = stage.world.show;
      return {
        hz: run?.slow.light.strobeHz ?? 0,
        stageMs: stage.world.tick * TICK_MS + stage.nowMs() - tickAtMs,
      };
    },
    close: () => void stage.afterTick.delete(look),
  };
}

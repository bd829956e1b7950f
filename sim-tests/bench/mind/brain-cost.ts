import type { MailboxMessage } from '@troupe/server/tick';
import { TICK_MS, type World } from '@troupe/server/world';
import { createMindStage, mindPhases } from './mind-stage.ts';
import { readAddressees } from './moments.ts';

export const COST_DEFAULTS = { performers: 200, guests: 40, warmTicks: 200, ticks: 800, seed: 5 } as const;
/** A guest says something, looks, and tells its heart so often, ticks. */
const EVERY = { say: 200, gaze: 2, heart: 20 } as const;

/** Time of senses and brain on a full stage in a busy evening, µs a performer a tick: mean, and 99th percentile of ticks. */
export function benchBrainCost({ performers, guests, warmTicks, ticks, seed } = COST_DEFAULTS) {
  const times: number[] = [];
  let spentMs = 0;
  const [sense, brain, perform] = mindPhases();
  const metered = (phase: (world: World) => void) => (world: World) => {
    const began = performance.now();
    phase(world);
    spentMs += performance.now() - began;
  };
  const stage = createMindStage(performers + guests, [metered(sense), metered(brain), perform]);
  stage.step(...people(performers, guests));
  const { world } = stage;
  const lines = readAddressees('tuned').map(({ do: all }) => all.at(-1)!.replace(/^[^:]+: /, ''));
  let dice = seed;
  const draw = (): number => {
    dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
    return dice / 2 ** 32;
  };
  for (let tick = 0; tick < warmTicks + ticks; tick++) {
    const messages: MailboxMessage[] = [];
    for (let i = 0; i < guests; i++) messages.push(...acts(world, performers + i, tick, lines, draw));
    spentMs = 0;
    stage.step(...messages);
    if (tick >= warmTicks) times.push((spentMs * 1000) / performers);
  }
  times.sort((a, b) => a - b);
  const mean = times.reduce((a, b) => a + b, 0) / times.length;
  return { mean, p50: times[times.length >> 1], p99: times[Math.floor(times.length * 0.99)] };
}

function people(performers: number, guests: number): MailboxMessage[] {
  const across = Math.ceil(Math.sqrt(performers + guests));
  return Array.from({ length: performers + guests }, (_, i) => {
    const place = {
      x: ((i % across) / across - 0.5) * 30,
      z: (Math.floor(i / across) / across - 0.5) * 30 + 4,
      yaw: i,
      bodyIndex: 0,
      key: `${i}`,
    };
    if (i >= performers) return { type: 'join', name: `Guest ${i}`, locale: i % 2 ? 'ko' : 'en', ...place };
    const name = i === 0 ? { en: 'Tilda', ko: '틸다' } : { en: `Player${i}`, ko: `배우${i}` };
    return { type: 'perform', name, personaId: i === 0 ? 'tilda' : 'cast', ...place };
  });
}

function acts(
  world: World,
  slot: number,
  tick: number,
  lines: readonly string[],
  draw: () => number,
): MailboxMessage[] {
  const netId = world.humans.netId[slot];
  const base = { v: 1, phase: 'instant', src: 'device', consent: 'none', conf: 1, t0: tick * TICK_MS };
  const sense = (m: string, data: object) =>
    ({
      type: 'sense',
      netId,
      event: { ...base, id: `${netId}.${tick}.${m}`, m, data },
    }) as unknown as MailboxMessage;
  const messages: MailboxMessage[] = [];
  if ((tick + slot) % EVERY.gaze === 0) {
    const yaw = draw() * 6.28;
    messages.push(
      sense('gaze', {
        origin: [world.humans.position[slot * 3], 1.6, world.humans.position[slot * 3 + 2]],
        dir: [Math.sin(yaw), 0, Math.cos(yaw)],
      }),
    );
  }
  if ((tick + slot) % EVERY.heart === 0)
    messages.push(sense('bio', { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [60 + draw() * 60] }));
  if (draw() < 1 / EVERY.say) {
    const text = lines[Math.floor(draw() * lines.length)];
    messages.push({ type: 'say', netId, text, locale: /[가-힣]/.test(text) ? 'ko' : 'en' });
  }
  return messages;
}

import { readFileSync } from 'node:fs';
import { paint, rgbaOf } from '@troupe/avatars/paint';
import { seeColours } from '@troupe/server/eye';
import type { MailboxMessage } from '@troupe/server/tick';
import { HUMAN_KIND, type StageEvent, slotOf, TICK_HZ, TICK_MS, type World } from '@troupe/server/world';
import { parse } from 'yaml';
import { z } from 'zod';

const LINE = z.strictObject({
  say: z.string(),
  look: z.string().optional(),
  point: z.string().optional(),
  show: z.enum(['table', 'graph', 'picture']).optional(),
  /** English name of the performer it is said to; any without. */
  for: z.string().optional(),
  wave: z.boolean().optional(),
  to: z.literal('guest').optional(),
  over: z.boolean().optional(),
});
const EVENING = z.strictObject({
  guests: z
    .array(z.strictObject({ name: z.string(), locale: z.enum(['en', 'ko']), lines: z.array(LINE).min(1) }))
    .min(1),
});
type Line = z.infer<typeof LINE>;

const TIMES = {
  /** One guest after the other comes, s; and each begins to talk so long after. */
  comesEveryS: 5,
  settleS: 4,
  /** Between an answer and the next line: least and drawn on top, s; and how long an answer is waited for. */
  restS: [7, 15],
  patienceS: 45,
  /** Words take so long to say, s a character. */
  speechS: { en: 0.065, ko: 0.14 },
} as const;
/** Guests talk from here at most, come as near as this, and walk with this wish, m. */
const PLACE = { talkM: 3.2, nearM: 1.9, spreadM: 0.9 } as const;
const RAIN = {
  name: 'rain',
  columns: [
    { name: 'city', type: 'text' },
    { name: 'rain', type: 'number' },
  ],
  rows: [
    ['Seoul', 120],
    ['Busan', 340],
    ['Jeju', 95],
    ['Oslo', 60],
  ],
};

/** Pictures that guests bring along, by what they were painted from; and how long the stage looks at one, ticks. */
const PICTURES = { en: 'a city at dusk', ko: '바다 위의 달' } as const;
const LOOK_TICKS = 16;

function sightOf(prompt: string): Extract<MailboxMessage, { type: 'looked' }>['sight'] {
  const { rgba, widthPx: width, heightPx: height } = rgbaOf(paint(prompt, { seed: 5 }), 160);
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) data.set(rgba.subarray(i * 4, i * 4 + 3), i * 3);
  return { ...seeColours({ data, width, height }), people: [] };
}

const FRIENDS = {
  name: 'friends',
  nodes: ['Mei', 'Leo', 'Sora', 'Ravi', 'Kwame'].map((id) => ({ id })),
  edges: [
    { from: 'Mei', to: 'Sora' },
    { from: 'Sora', to: 'Leo' },
    { from: 'Sora', to: 'Kwame' },
    { from: 'Ravi', to: 'Mei' },
  ],
};

/** A question and how long it waited for the first word back. */
export interface Wait {
  readonly guest: string;
  readonly text: string;
  readonly atTick: number;
  /** Tick of the first word to this guest; -1: none came. */
  answeredTick: number;
}

interface Guest {
  readonly name: string;
  readonly locale: 'en' | 'ko';
  readonly lines: readonly Line[];
  readonly key: string;
  /** What is seen in its picture, from the tick on in which it was looked at. */
  looked: { readonly atTick: number; readonly key: string } | undefined;
  netId: number;
  seq: number;
  next: number;
  restUntil: number;
  /** The line that is being said: when its words are over. */
  saying: { line: Line; endTick: number; toNetId: number } | undefined;
  waits: Wait | undefined;
}

/** Eight guests with voices, looks, tables, pictures and hearts: what they do each tick, by seed. */
export class EveningGuests {
  readonly waits: Wait[] = [];
  readonly #guests: Guest[];
  readonly #world: World;
  readonly #untilTick: number;
  #dice: number;
  #ids = 0;

  /** @param untilTick no new line begins after this, so that the last ones can be answered */
  constructor(world: World, seed: number, untilTick: number) {
    const file = new URL('../../fixtures/mind/evening.yaml', import.meta.url);
    const { guests } = EVENING.parse(parse(readFileSync(file, 'utf8')));
    this.#world = world;
    this.#untilTick = untilTick;
    this.#dice = (seed ^ 0xe7e) >>> 0;
    this.#guests = guests.map((guest, i) => ({
      ...guest,
      key: `evening${i}`,
      looked: undefined,
      netId: 0,
      seq: 0,
      next: 0,
      restUntil: (TIMES.comesEveryS * (i + 1) + TIMES.settleS) * TICK_HZ,
      saying: undefined,
      waits: undefined,
    }));
  }

  get count(): number {
    return this.#guests.length;
  }

  settle(key: string, netId: number): void {
    const guest = this.#guests.find((one) => one.key === key);
    if (guest) guest.netId = netId;
  }

  /** What was said in a tick: answers end waits. */
  hear(events: readonly StageEvent[]): void {
    for (const { kind, brain, toNetId, tick, durationTicks } of events) {
      if (kind !== 'say' || brain === 'guest') continue;
      const guest = this.#guests.find(({ netId }) => netId !== 0 && netId === toNetId);
      if (!guest?.waits) continue;
      guest.waits.answeredTick = tick;
      guest.waits = undefined;
      const [least, more] = TIMES.restS;
      const next = guest.lines[guest.next % guest.lines.length];
      const rest = next.over ? 1 : durationTicks / TICK_HZ + least + this.#draw() * (more - least);
      guest.restUntil = tick + Math.round(rest * TICK_HZ);
    }
  }

  act(tick: number): MailboxMessage[] {
    return this.#guests.flatMap((guest, i) => {
      if (guest.netId === 0)
        return tick === (TIMES.comesEveryS * i + 1) * TICK_HZ ? [this.#join(guest, i)] : [];
      return [
        ...this.#walk(guest, i, tick),
        ...this.#senses(guest, i, tick),
        ...this.#look(guest, tick),
        ...this.#talk(guest, tick),
      ];
    });
  }

  /** What the stage's own models see in a picture a moment after it was held out: here in one that our engine painted. */
  #look(guest: Guest, tick: number): MailboxMessage[] {
    if (!guest.looked || tick < guest.looked.atTick) return [];
    const { key } = guest.looked;
    guest.looked = undefined;
    return [{ type: 'looked', key, sight: sightOf(key) }];
  }

  #join({ key, name, locale }: Guest, i: number): MailboxMessage {
    const place = { x: (i - 3.5) * 1.4, z: 20, yaw: Math.PI };
    return { type: 'join', key, name, locale, bodyIndex: 3 + i, ...place };
  }

  /** To the performer of its choice, who strolls; two guests do not want the same place. */
  #walk(guest: Guest, i: number, tick: number): MailboxMessage[] {
    if (tick % 5 !== i % 5) return [];
    const { position } = this.#world.humans;
    const own = slotOf(this.#world, guest.netId);
    const to = this.#partner(guest);
    if (own < 0 || to < 0) return [];
    const angle = i * 0.785;
    const dx = position[to * 3] + Math.sin(angle) * PLACE.spreadM - position[own * 3];
    const dz = position[to * 3 + 2] + Math.cos(angle) * PLACE.spreadM - position[own * 3 + 2];
    const far = Math.hypot(dx, dz);
    const wish = far > PLACE.nearM && !guest.saying ? 1 / far : 0;
    guest.seq += 1;
    return [
      {
        type: 'input',
        netId: guest.netId,
        seq: guest.seq,
        moveX: dx * wish,
        moveZ: dz * wish,
        hurry: far > 8,
      },
    ];
  }

  /** The performer it talks with: by turns another one, the nearest when that one is far. */
  #partner(guest: Guest): number {
    const { humans } = this.#world;
    const performers: number[] = [];
    const wanted = guest.saying?.line ?? guest.lines[guest.next % guest.lines.length];
    for (let slot = 0; slot < humans.count; slot++) {
      if (humans.kind[slot] !== HUMAN_KIND.performer) continue;
      if (this.#world.social.names[slot].en === wanted.for) return slot;
      performers.push(slot);
    }
    const turn = Math.floor(guest.next / 2) + this.#guests.indexOf(guest);
    return performers.length === 0 ? -1 : performers[turn % performers.length];
  }

  #senses(guest: Guest, i: number, tick: number): MailboxMessage[] {
    const messages: MailboxMessage[] = [];
    if ((tick + i * 3) % 20 === 0) {
      const bpm = 68 + i * 3 + (guest.saying ? 14 : 0) + this.#draw() * 4;
      messages.push(this.#sense(guest, 'bio', { kind: 'heartRate', unit: 'bpm', rateHz: 1, samples: [bpm] }));
    }
    if (guest.saying && tick % 4 === 0) {
      const { line, toNetId } = guest.saying;
      const to = slotOf(this.#world, toNetId);
      const aim = line.look ?? line.point;
      if (!aim) messages.push(this.#sense(guest, 'gaze', { target: this.#target(guest.saying.toNetId) }));
      else messages.push(this.#sense(guest, 'gaze', { target: this.#thing(aim, to) }));
    }
    return messages;
  }

  #thing(aim: string, partner: number): string {
    if (aim !== 'performer') return aim;
    const { humans } = this.#world;
    for (let slot = 0; slot < humans.count; slot++)
      if (slot !== partner && humans.kind[slot] === HUMAN_KIND.performer)
        return this.#target(humans.netId[slot]);
    return this.#target(humans.netId[partner]);
  }

  #target = (netId: number): string => `human:${netId}`;

  #talk(guest: Guest, tick: number): MailboxMessage[] {
    if (guest.saying) return tick >= guest.saying.endTick ? this.#finish(guest, tick) : [];
    if (guest.waits && tick - guest.waits.atTick < TIMES.patienceS * TICK_HZ) return [];
    guest.waits = undefined;
    if (tick < guest.restUntil || tick > this.#untilTick) return [];
    const line = guest.lines[guest.next % guest.lines.length];
    const own = slotOf(this.#world, guest.netId);
    const other = this.#guests.find((one) => line.say.startsWith(one.name));
    const to = line.to === 'guest' ? slotOf(this.#world, other?.netId ?? 0) : this.#partner(guest);
    if (own < 0 || to < 0) return [];
    const { position, netId } = this.#world.humans;
    const far = Math.hypot(
      position[to * 3] - position[own * 3],
      position[to * 3 + 2] - position[own * 3 + 2],
    );
    if (line.to !== 'guest' && far > PLACE.talkM) return [];
    guest.next += 1;
    const ticks = Math.ceil(line.say.length * TIMES.speechS[guest.locale] * TICK_HZ);
    guest.saying = { line, endTick: tick + ticks, toNetId: netId[to] };
    const messages: MailboxMessage[] = [this.#sense(guest, 'voice', { vad: 'start', level: 0.6 })];
    if (line.wave) messages.push({ type: 'gesture', netId: guest.netId, action: 'wave' });
    if (line.point) messages.push(this.#sense(guest, 'gesture', { name: 'point', target: line.point }));
    if (line.show === 'table') messages.push(this.#sense(guest, 'table', { table: RAIN }));
    if (line.show === 'graph') messages.push(this.#sense(guest, 'table', { graph: FRIENDS }));
    if (line.show === 'picture') {
      const key = PICTURES[guest.locale];
      guest.looked = { atTick: tick + LOOK_TICKS, key };
      messages.push(this.#sense(guest, 'image', { key, mime: 'image/png', width: 640, height: 400 }));
    }
    return messages;
  }

  #finish(guest: Guest, tick: number): MailboxMessage[] {
    const { line } = guest.saying!;
    guest.saying = undefined;
    const [least, more] = TIMES.restS;
    guest.restUntil = tick + Math.round((least + this.#draw() * (more - least)) * TICK_HZ);
    if (line.to !== 'guest') {
      guest.waits = { guest: guest.name, text: line.say, atTick: tick, answeredTick: -1 };
      this.waits.push(guest.waits);
    }
    return [
      this.#sense(guest, 'voice', { text: line.say, lang: guest.locale, final: true }),
      this.#sense(guest, 'voice', { vad: 'end' }),
    ];
  }

  #sense(guest: Guest, m: string, data: object): MailboxMessage {
    this.#ids += 1;
    const event = {
      v: 1,
      id: `e${this.#ids}`,
      phase: 'instant',
      src: 'device',
      consent: 'none',
      conf: 1,
      t0: this.#world.tick * TICK_MS,
      m,
      data,
    };
    return { type: 'sense', netId: guest.netId, event } as unknown as MailboxMessage;
  }

  #draw(): number {
    this.#dice = (Math.imul(this.#dice, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#dice / 2 ** 32;
  }
}

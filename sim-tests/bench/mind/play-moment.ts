// A moment is played on a real stage, tick by tick, in a small language:
//   "min: words"            says            "min@mei: words"       says, and its client tells for whom
//   "min looks mei 1.2"     gaze, s         "min rays ball 3"      a ray of gaze, so many degrees beside the thing
//   "min points ball"       by its id       "min aims ball 2"      a pointing hand as a ray, degrees beside
//   "min faces mei"         turns           "min goes 3.6 1.2 mei" walks there and faces her
//   "mei> min: words"       she says something of her own accord, and is heard to the end
//   "hear"                  until the next performer has spoken     "wait 2"   s
import type { MailboxMessage } from '@troupe/server/tick';
import { slotOf, TICK_HZ, TICK_MS, type World } from '@troupe/server/world';
import { createMindStage, type MindStage } from './mind-stage.ts';
import type { Scenes } from './moments.ts';

const EYES_M = 1.6;
/** A head turned beside: yaw counts, height stays. Gaze comes at 10 Hz. */
const GAZE_EVERY_TICKS = 2;
const HEAR_TICKS_MAX = 12 * TICK_HZ;

/** A scene being played. */
export interface Play {
  readonly stage: MindStage;
  readonly world: World;
  /** Slot of everybody by the name in the scene. */
  readonly slots: ReadonlyMap<string, number>;
}

/** Puts a scene's people onto a stage of their own. */
export function openScene({ performers, guests, scenes }: Scenes, name: string): Play {
  const scene = scenes[name];
  if (!scene) throw new Error(`scene ${name}: there are ${Object.keys(scenes).join(', ')}`);
  const people = Object.entries(scene.people);
  const stage = createMindStage(people.length);
  const { world } = stage;
  const slots = new Map(people.map(([who], i) => [who, i]));
  stage.step(
    ...people.map(([who, [x, z]]): MailboxMessage => {
      const place = { x: scene.at[0] + x, z: scene.at[1] + z, yaw: 0, bodyIndex: 0, key: who };
      if (performers.includes(who))
        return { type: 'perform', name: performerName(who), personaId: who, ...place };
      if (!(who in guests)) throw new Error(`scene ${name}: ${who} is neither performer nor guest`);
      return { type: 'join', name: guests[who], locale: /[가-힣]/.test(guests[who]) ? 'ko' : 'en', ...place };
    }),
  );
  people.forEach(([who, [x, z, faces]], i) => {
    const [px, , pz] = world.humans.position.subarray(i * 3, i * 3 + 3);
    if (Math.hypot(px - scene.at[0] - x, pz - scene.at[1] - z) > 0.05)
      throw new Error(`scene ${name}: ${who} cannot stand at ${x}, ${z}`);
    turn({ stage, world, slots }, who, faces);
  });
  // Everybody has been greeted long ago: a moment begins in quiet.
  for (const mind of world.social.minds) {
    if (!mind) continue;
    mind.met = people.map((_, i) => metLongAgo(world, i));
    mind.replies.length = 0;
    mind.attendUntilTick = -1;
  }
  return { stage, world, slots };
}

const metLongAgo = (world: World, slot: number) => ({
  netId: world.humans.netId[slot],
  tick: world.tick + 60 * TICK_HZ,
  lastLine: '',
});

const KO: Record<string, string> = {
  tilda: '틸다',
  mei: '메이',
  kwame: '콰메',
  sora: '소라',
  bruno: '브루노',
};
const performerName = (id: string) => ({ en: id[0].toUpperCase() + id.slice(1), ko: KO[id] ?? id });

/** Plays the lines of a moment up to the last; what that sent is stepped, so that the world holds its percepts. */
export function playMoment(play: Play, lines: readonly string[]): void {
  for (const line of lines) playLine(play, line);
}

function playLine(play: Play, line: string): unknown {
  const { stage, world } = play;
  const own = /^(\w+)> (\w+): (.+)$/.exec(line);
  if (own) return sayOfOwn(play, own[1], own[2], own[3]);
  const said = /^(\w+)(?:@(\w+))?: (.+)$/.exec(line);
  if (said) return stage.step(sayingOf(play, said[1], said[3], said[2]));
  const [first, verb = '', what = '', ...more] = line.split(' ');
  if (first === 'wait') return wait(play, Number(verb));
  if (first === 'hear') return hear(play);
  const amount = Number(more[0] ?? 0);
  if (verb === 'looks') return looks(play, first, what, amount);
  if (verb === 'rays') return stage.step(senseOf(play, first, 'gaze', rayTo(play, first, what, amount)));
  if (verb === 'points')
    return stage.step(senseOf(play, first, 'gesture', { name: 'point', target: targetOf(play, what) }));
  if (verb === 'aims')
    return stage.step(
      senseOf(play, first, 'gesture', { name: 'point', ...rayTo(play, first, what, amount) }),
    );
  if (verb === 'faces') return turn(play, first, what);
  if (verb === 'goes') {
    const slot = slotNamed(play, first);
    const home = world.humans.position.subarray(0, 3);
    const [tx, tz] = [Number(what), amount];
    world.humans.position.set([home[0] + tx, home[1], home[2] + tz], slot * 3);
    return turn(play, first, more[1]);
  }
  throw new Error(`moment: "${line}" is no line of the language`);
}

function slotNamed({ slots }: Play, who: string): number {
  const slot = slots.get(who);
  if (slot === undefined) throw new Error(`moment: nobody is called ${who} here`);
  return slot;
}

function wait({ stage }: Play, seconds: number): void {
  if (!(seconds > 0)) throw new Error('moment: wait needs seconds');
  for (let i = 0; i < seconds * TICK_HZ; i++) stage.step();
}

/** Until a performer has begun to speak and ended. */
function hear({ stage, world }: Play): void {
  let until = -1;
  for (let i = 0; i < HEAR_TICKS_MAX && (until < 0 || world.tick < until); i++) {
    stage.step();
    const line = world.social.events.find(({ kind, brain }) => kind === 'say' && brain !== 'guest');
    if (line) until = line.tick + line.durationTicks;
  }
}

/** A performer says something that its own brain decided, to its end. */
function sayOfOwn(play: Play, who: string, to: string, text: string): void {
  const { world } = play;
  const toSlot = slotNamed(play, to);
  world.social.minds[slotNamed(play, who)]!.replies.push({
    dueTick: world.tick,
    toNetId: world.humans.netId[toSlot],
    text,
    locale: /[가-힣]/.test(text) ? 'ko' : 'en',
    face: 'relaxed',
    action: '',
    walk: '',
    brain: 'offline',
  });
  hear(play);
}

function sayingOf(play: Play, who: string, text: string, to?: string): MailboxMessage {
  const locale = /[가-힣]/.test(text) ? 'ko' : 'en';
  if (!to) return { type: 'say', netId: play.world.humans.netId[slotNamed(play, who)], text, locale };
  const message = senseOf(play, who, 'text', { text, lang: locale });
  return { ...message, event: { ...message.event, to: play.world.humans.netId[slotNamed(play, to)] } };
}

let ids = 0;
/** An event as the gate lets it pass. */
export function senseOf(play: Pick<Play, 'world' | 'slots'>, who: string, m: string, data: object) {
  ids += 1;
  const { world, slots } = play;
  const event = { v: 1, id: `${ids}`, phase: 'instant', src: 'device', consent: 'none', conf: 1 };
  const netId = world.humans.netId[slots.get(who) ?? -1];
  return {
    type: 'sense',
    netId,
    event: { ...event, t0: world.tick * TICK_MS, m, data },
  } as unknown as Extract<MailboxMessage, { type: 'sense' }>;
}

function looks(play: Play, who: string, what: string, seconds: number): void {
  const data = { target: targetOf(play, what) };
  const ticks = Math.max(1, Math.round(seconds * TICK_HZ));
  for (let i = 0; i < ticks; i++)
    if (i % GAZE_EVERY_TICKS === 0) play.stage.step(senseOf(play, who, 'gaze', data));
    else play.stage.step();
}

const targetOf = (play: Play, what: string): string =>
  play.slots.has(what) ? `human:${play.world.humans.netId[slotNamed(play, what)]}` : what;

function placeOf({ world, slots }: Pick<Play, 'world' | 'slots'>, what: string): [number, number, number] {
  const slot = slots.get(what);
  if (slot !== undefined) {
    const [x, y, z] = world.humans.position.subarray(slot * 3, slot * 3 + 3);
    return [x, y + 1.5, z];
  }
  const prop = plazaProp(world, what);
  if (prop) return prop;
  const spot = world.social.spots.find(({ id }) => id === what);
  if (!spot) throw new Error(`moment: there is no ${what}`);
  return [spot.lookX, spot.lookY, spot.lookZ];
}

function plazaProp({ props }: World, id: string): [number, number, number] | undefined {
  const i = props.ids.indexOf(id);
  return i < 0 ? undefined : [props.position[i * 3], props.position[i * 3 + 1], props.position[i * 3 + 2]];
}

function rayTo(play: Play, who: string, what: string, degrees: number) {
  const slot = slotNamed(play, who);
  const [x, y, z] = play.world.humans.position.subarray(slot * 3, slot * 3 + 3);
  const [tx, ty, tz] = placeOf(play, what);
  const yaw = Math.atan2(tx - x, tz - z) + (degrees * Math.PI) / 180;
  const away = Math.hypot(tx - x, tz - z);
  return { origin: [x, y + EYES_M, z], dir: [Math.sin(yaw) * away, ty - y - EYES_M, Math.cos(yaw) * away] };
}

function turn(play: Play, who: string, faces: number | string): void {
  const { humans } = play.world;
  const slot = slotNamed(play, who);
  if (typeof faces === 'number') {
    humans.yaw[slot] = (faces * Math.PI) / 180;
    return;
  }
  const [tx, , tz] = placeOf(play, faces);
  humans.yaw[slot] = Math.atan2(tx - humans.position[slot * 3], tz - humans.position[slot * 3 + 2]);
}

/** Name in the scene of a human by its wire id; '' when it is not in it. */
export function nameOf({ world, slots }: Play, netId: number): string {
  const slot = slotOf(world, netId);
  for (const [name, one] of slots) if (one === slot) return name;
  return '';
}

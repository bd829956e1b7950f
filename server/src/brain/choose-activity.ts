// CONTRIBUTOR NOTES
// A utility choice: each activity that is possible now has a score of needs, mood, personality and what is about, in 0..about
// 1.5; the best wins, with a little of the mind's own dice so that equals take turns. Scored only when something is over (every
// 8 to 60 s) and once a second for what may break in, so a tick costs a performer next to nothing.
import { ACTIVITIES, type Activity } from '../world/decision.ts';
import { drawOf, type Mind } from '../world/mind.ts';
import { isSeatFree } from '../world/seat-free.ts';
import type { Spot } from '../world/social.ts';
import { HUMAN_KIND, type World } from '../world/world.ts';
import { findChatPartner, openChat } from './chatter.ts';
import type { Chat } from './knowledge.ts';
import { beginPainting } from './paint-job.ts';
import { noteDecision } from './why.ts';

/** Ticks an activity lasts: least, and what is drawn on top. */
const LASTS: Readonly<Record<Activity, readonly [number, number]>> = {
  stay: [160, 300],
  stroll: [200, 420],
  lookAtWork: [280, 420],
  sit: [500, 900],
  rest: [900, 900],
  paint: [40, 0],
  watchPainter: [300, 300],
  watchShow: [300, 300],
  dance: [120, 120],
  stretch: [80, 60],
  play: [200, 300],
  poolside: [240, 360],
  greenery: [240, 360],
  approachGuest: [160, 120],
  waveAfar: [60, 60],
  greet: [60, 40],
  listen: [60, 40],
  talk: [60, 40],
  chat: [500, 200],
  goHome: [240, 300],
};
/** Seats and people this near are thought of, m. */
const REACH = { seatM: 22, guestM: 14, guestNearM: 4.5 } as const;
/** Odds of the dice in a score. */
const WHIM = 0.22;
/** Spots of the host: where a guest who comes in can see and reach her. */
const HOST_SPOTS: ReadonlySet<string> = new Set([
  'centre',
  'south',
  'lanternWalk1',
  'lanternWalk2',
  'west',
  'east',
  'stage',
  'easel',
]);
/** What Tilda paints when nobody asks. */
const OWN_WISHES = [
  'flowers on Venus',
  'a night in spring',
  'the sea at dusk',
  'cherry blossom',
  'cloth with flowers',
  'koi under water',
  'a dream',
  'lanterns at night',
  'a tree in autumn',
  'wind',
  'cranes in winter',
  'patchwork',
];

const scores = new Float64Array(ACTIVITIES.length);

/**
 * Sees what is about and chooses; `mind.activity` and the intent say what comes of it.
 *
 * @param chats what there is to say to another performer
 */
export function chooseActivity(world: World, mind: Mind, slot: number, chats: readonly Chat[]): void {
  score(world, mind, slot);
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i] > scores[best]) best = i;
  const chosen = ACTIVITIES[best];
  const told = ACTIVITIES.flatMap((id, i) => (scores[i] > 0 ? [{ id, score: scores[i] }] : []));
  noteDecision(world, mind, {
    kind: 'activity',
    chosen,
    scores: told,
    percepts: situation(world, mind, slot),
    brain: 'offline',
  });
  begin(world, mind, slot, chosen, chats);
}

/** Fills `scores`; 0 for what is not possible. */
function score(world: World, mind: Mind, slot: number): void {
  const { needs, mood, traits } = mind;
  const host = mind.personaId === 'tilda';
  const guest = nearestGuest(world, slot);
  const painter = somebodyPaints(world, slot);
  const put = (id: Activity, value: number): void => {
    const again = mind.activity === id ? -0.18 : 0;
    scores[ACTIVITIES.indexOf(id)] = Math.max(0, value + again + (value > 0 ? drawOf(mind) * WHIM : 0));
  };
  scores.fill(0);
  put('stay', 0.26 - 0.1 * traits.openness);
  put('stroll', 0.34 + 0.12 * mood.arousal + 0.1 * traits.openness);
  put('lookAtWork', 0.15 + 0.6 * needs.beauty + 0.1 * traits.openness);
  put('poolside', 0.1 + 0.5 * needs.beauty - 0.1 * mood.arousal);
  put('greenery', 0.1 + 0.35 * needs.beauty + 0.15 * needs.rest);
  put('sit', host ? 0 : 0.1 + 0.8 * needs.rest - 0.1 * mood.arousal);
  put('rest', needs.rest > 0.7 ? 1.1 * needs.rest : 0);
  put('paint', mind.paints && world.social.works.easel && !guest.near ? 0.1 + 1.0 * needs.making : 0);
  put('watchPainter', painter && !mind.paints ? 0.2 + 0.45 * needs.beauty + 0.1 * needs.company : 0);
  put('watchShow', world.show.run?.status === 'playing' ? 0.7 + 0.3 * needs.beauty : 0);
  put(
    'dance',
    has(world, 'dance') && mood.pleasure > 0.1
      ? 0.7 * needs.play + 0.25 * mood.arousal + 0.1 * traits.outgoing
      : 0,
  );
  put('stretch', has(world, 'stretch') ? 0.12 + 0.2 * needs.play : 0);
  put('play', host ? 0 : 0.55 * needs.play);
  put(
    'approachGuest',
    guest.netId !== 0 && !guest.near && guest.newcomer
      ? 0.1 + 0.6 * needs.company + (host ? 0.4 : 0) + 0.2 * traits.outgoing
      : 0,
  );
  put(
    'waveAfar',
    guest.netId !== 0 && !guest.near && guest.newcomer
      ? 0.25 + 0.2 * mood.pleasure + 0.15 * traits.outgoing
      : 0,
  );
  put(
    'chat',
    needs.company > 0.25 && findChatPartner(world, mind, slot) >= 0
      ? 0.12 + 0.75 * needs.company + 0.15 * traits.outgoing
      : 0,
  );
  put('goHome', host ? 0.42 + (guest.near ? 0.2 : 0) : 0);
}

function begin(world: World, mind: Mind, slot: number, chosen: Activity, chats: readonly Chat[]): void {
  const [least, spread] = LASTS[chosen];
  const { intent } = mind;
  mind.activity = chosen;
  mind.activityUntilTick = world.tick + least + Math.floor(drawOf(mind) * spread);
  intent.seat = -1;
  intent.spot = -1;
  intent.walkNetId = 0;
  if (chosen === 'sit' || chosen === 'rest') intent.seat = freeSeat(world, mind, slot);
  else if (chosen === 'paint') {
    const prompt = OWN_WISHES[Math.floor(drawOf(mind) * OWN_WISHES.length)];
    if (beginPainting(world, mind, slot, { prompt, forNetId: 0, locale: 'en' }))
      noteDecision(world, mind, {
        kind: 'paint',
        chosen: prompt,
        brain: 'offline',
        scores: [{ id: 'making', score: mind.needs.making }],
      });
  } else if (chosen === 'dance') intent.action = anyOf(world, mind, 'dance');
  else if (chosen === 'stretch') intent.action = chosen;
  else if (chosen === 'waveAfar') {
    intent.action = 'wave';
    attendGuest(world, mind, slot, 50);
  } else if (chosen === 'approachGuest') {
    intent.walkNetId = nearestGuest(world, slot).netId;
    attendGuest(world, mind, slot, 160);
  } else if (chosen === 'chat') openChat(world, mind, slot, chats);
  if (intent.seat >= 0 || mind.painting || intent.walkNetId !== 0) {
    mind.activitySpot = -1;
    return;
  }
  const here = ['stay', 'stretch', 'dance', 'waveAfar', 'chat'].includes(chosen);
  intent.spot = here ? mind.activitySpot : freeSpot(world, mind, slot, FITS[chosen]);
  if (intent.spot < 0 && !here) intent.spot = freeSpot(world, mind, slot, undefined);
  mind.activitySpot = intent.spot;
}

/** Spots where an activity is at home; any without one. */
const FITS: Readonly<Partial<Record<Activity, (spot: Spot) => boolean>>> = {
  lookAtWork: ({ kind }) => kind === 'painting',
  poolside: ({ id }) => id.startsWith('pool'),
  greenery: ({ id }) => id.startsWith('tree'),
  play: ({ id }) => id === 'ballGame' || id === 'crates',
  watchPainter: ({ id }) =>
    id.startsWith('stageFront') || id.startsWith('stageLeft') || id.startsWith('stageRight'),
  watchShow: ({ id }) => id.startsWith('stageFront'),
  goHome: ({ id }) => HOST_SPOTS.has(id),
};

/** A fitting spot that no other performer has chosen; -1 when all are taken. Starts at a random one, so that all are visited. */
function freeSpot(
  world: World,
  mind: Mind,
  slot: number,
  fits: ((spot: Spot) => boolean) | undefined,
): number {
  const { spots, minds } = world.social;
  const host = mind.personaId === 'tilda';
  const start = Math.floor(drawOf(mind) * spots.length);
  for (let i = 0; i < spots.length; i++) {
    const candidate = (start + i) % spots.length;
    const spot = spots[candidate];
    if (fits ? !fits(spot) : host && !HOST_SPOTS.has(spot.id)) continue;
    let taken = false;
    for (let other = 0; other < world.humans.count && !taken; other++)
      taken =
        other !== slot &&
        world.humans.kind[other] === HUMAN_KIND.performer &&
        minds[other]?.activitySpot === candidate;
    if (!taken) return candidate;
  }
  return -1;
}

/** A seat near enough that nobody has; -1 when there is none. Starts at a random one. */
function freeSeat(world: World, mind: Mind, slot: number): number {
  const { humans, seats } = world;
  if (seats.length === 0) return -1;
  const start = Math.floor(drawOf(mind) * seats.length);
  for (let i = 0; i < seats.length; i++) {
    const seat = (start + i) % seats.length;
    const dx = seats[seat].x - humans.position[slot * 3];
    const dz = seats[seat].z - humans.position[slot * 3 + 2];
    if (dx * dx + dz * dz <= REACH.seatM ** 2 && isSeatFree(world, seat, -1)) return seat;
  }
  return -1;
}

/** The nearest guest in reach: wire id (0: none), whether within talking distance, whether not met yet. */
function nearestGuest(world: World, slot: number): { netId: number; near: boolean; newcomer: boolean } {
  const { kind, position, netId, count } = world.humans;
  let [best, least] = [-1, REACH.guestM ** 2];
  for (let other = 0; other < count; other++) {
    if (kind[other] !== HUMAN_KIND.guest) continue;
    const far =
      (position[other * 3] - position[slot * 3]) ** 2 +
      (position[other * 3 + 2] - position[slot * 3 + 2]) ** 2;
    if (far < least) [best, least] = [other, far];
  }
  if (best < 0) return { netId: 0, near: false, newcomer: false };
  const newcomer = !world.social.minds[slot]?.met.some((one) => one.netId === netId[best]);
  return { netId: netId[best], near: least < REACH.guestNearM ** 2, newcomer };
}

function attendGuest(world: World, mind: Mind, slot: number, ticks: number): void {
  const { netId } = nearestGuest(world, slot);
  mind.attendNetId = netId;
  mind.attendUntilTick = world.tick + ticks;
}

function somebodyPaints(world: World, slot: number): boolean {
  for (let other = 0; other < world.humans.count; other++)
    if (other !== slot && world.social.minds[other]?.painting?.state === 'painting') return true;
  return false;
}

/** One of the actions whose name begins so. */
function anyOf(world: World, mind: Mind, start: string): string {
  const names = world.social.actionNames.filter((name) => name.startsWith(start));
  return names[Math.floor(drawOf(mind) * names.length)] ?? '';
}

function has(world: World, action: string): boolean {
  return world.social.actionNames.some((name) => name === action || name.startsWith(action));
}

/** What the choice was made in view of, in words. */
function situation(world: World, { needs }: Mind, slot: number): string[] {
  const { netId, near } = nearestGuest(world, slot);
  const most = (Object.entries(needs) as [string, number][]).sort((a, b) => b[1] - a[1])[0];
  const said = [`needs ${most[0]} most (${Math.round(most[1] * 100)} %)`];
  if (netId !== 0) said.push(near ? 'a guest is near' : 'a guest is in sight');
  if (somebodyPaints(world, slot)) said.push('somebody paints');
  if (world.show.run?.status === 'playing') said.push('a show is on');
  return said;
}

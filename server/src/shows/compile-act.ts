import { parsePrompt } from '@troupe/avatars/prompt';
import { parseOutfit } from '@troupe/client-sdk/protocol';
import { SEAT_STAND_M } from '../world/limits.ts';
import type { ShowPlace } from '../world/show.ts';
import { askOf, clipOf, gestureOf, lineOf } from './compile-line.ts';
import {
  type CompiledAct,
  type CueScope,
  castOf,
  checkFile,
  checkFormation,
  checkMusic,
  type Doc,
  facingOf,
  forOf,
  jumpOf,
  ORIGIN,
  spotOf,
  targetOf,
  tellOneLanguage,
  walkTicks,
  whoOf,
} from './compile-names.ts';
import type { CueDoc, CueKind } from './cue-schema.ts';
import { didYouMean } from './did-you-mean.ts';
import { ticksOf } from './parse-time.ts';
import { formationPlaces } from './show-places.ts';
import { checkAnswer, lengthOf, placeOf, sceneOf, styleOf, textOf } from './show-scope.ts';

/** Where one stands before a seat. */
function seatPlace(scope: CueScope, index: number): ShowPlace {
  const seat = scope.stage.seats[index];
  if (!seat) return ORIGIN;
  const { x, z, yaw } = seat;
  return { x: x + Math.sin(yaw) * SEAT_STAND_M, z: z + Math.cos(yaw) * SEAT_STAND_M, yaw };
}

export function compileAct(scope: CueScope, kind: CueKind, cue: CueDoc): CompiledAct {
  return (COMPILE[kind] as (s: CueScope, doc: unknown) => CompiledAct)(scope, cue[kind]);
}

const COMPILE: { readonly [K in CueKind]: (scope: CueScope, doc: Doc<K>) => CompiledAct } = {
  place(scope, doc) {
    const who = whoOf(scope, doc.who);
    const place = placeOf(scope, doc.at, [...scope.path, 'at']) ?? ORIGIN;
    const yaw = facingOf(scope, doc.facing, place, place.yaw ?? 0);
    const places =
      who.length === 1
        ? [{ ...place, yaw }]
        : formationPlaces('row', who.length, place, { gapM: 0.9, yaw: yaw ?? 0, inwards: false });
    return { act: { do: 'place', who, places }, ticks: 0 };
  },
  walk(scope, doc) {
    const place = placeOf(scope, doc.to, [...scope.path, 'to']) ?? ORIGIN;
    const act = {
      do: 'walk' as const,
      who: whoOf(scope, doc.who),
      places: [{ ...place, yaw: facingOf(scope, doc.facing, place, place.yaw) }],
      mps: doc.speed ?? null,
      style: doc.style === undefined ? null : styleOf(scope, doc.style, [...scope.path, 'style']),
    };
    return { act, ticks: walkTicks(scope, doc) };
  },
  formation(scope, doc) {
    const who = whoOf(scope, doc.who);
    const centre = placeOf(scope, doc.at, [...scope.path, 'at']) ?? ORIGIN;
    const towards = facingOf(scope, doc.facing ?? 'audience', centre, 0) ?? 0;
    const shaping = { gapM: doc.gap, yaw: towards, inwards: doc.facing === undefined };
    const places = formationPlaces(doc.shape, who.length, centre, shaping);
    checkFormation(scope, places);
    const act = {
      do: 'formation' as const,
      who,
      places,
      mps: doc.speed ?? null,
      style: doc.style === undefined ? null : styleOf(scope, doc.style, [...scope.path, 'style']),
    };
    return { act, ticks: doc.for === undefined ? null : lengthOf(scope, doc.for, [...scope.path, 'for']) };
  },
  motion(scope, doc) {
    const result = parsePrompt(doc.prompt, scope.resources.catalogue(scope.stage));
    if (!result.ok) {
      const [problem] = result.problems;
      const near = problem.nearest.length > 0 ? `it can: ${problem.nearest.join(', ')}` : '';
      scope.problems.add('E211', spotOf(scope, 'prompt'), problem.message, near);
    }
    return {
      act: { do: 'motion', who: whoOf(scope, doc.who), prompt: doc.prompt },
      ticks: forOf(scope, doc.for),
    };
  },
  gesture: (scope, doc) => gestureOf(scope, 'gesture', doc),
  action: (scope, doc) => gestureOf(scope, 'action', doc),
  point: (scope, doc) => ({
    act: { do: 'point', who: whoOf(scope, doc.who), target: targetOf(scope, doc.at, 'at') },
    ticks: forOf(scope, doc.for),
  }),
  posture(scope, doc) {
    const who = whoOf(scope, doc.who);
    const path = [...scope.path, 'sit'];
    if ((doc.sit === undefined) === (doc.stand === undefined))
      scope.problems.add(
        'E010',
        scope.yaml.spotOf(scope.path),
        'posture: one of sit and stand',
        'write sit: 0 or stand: true',
      );
    const seats = who.map((_, i) => (doc.sit === undefined ? -1 : doc.sit + i));
    const count = scope.stage.seats.length;
    for (const seat of seats)
      if (seat >= count)
        scope.problems.add(
          'E209',
          scope.yaml.spotOf(path),
          `there is no seat ${seat}`,
          `the stage has 0 to ${count - 1}`,
        );
    return {
      act: { do: 'posture', who, seats, places: seats.map((seat) => seatPlace(scope, seat)) },
      ticks: null,
    };
  },
  style: (scope, doc) => ({
    act: {
      do: 'style',
      who: whoOf(scope, doc.who),
      style: styleOf(scope, doc.name, [...scope.path, 'name']),
    },
    ticks: 0,
  }),
  gaze: (scope, doc) => ({
    act: { do: 'gaze', who: whoOf(scope, doc.who), target: targetOf(scope, doc.at, 'at') },
    ticks: forOf(scope, doc.for),
  }),
  face: (scope, doc) => ({
    act: { do: 'face', who: whoOf(scope, doc.who), mood: doc.mood },
    ticks: forOf(scope, doc.for),
  }),
  mood: (scope, doc) => ({ act: { do: 'mood', who: whoOf(scope, doc.who), mood: doc.mood }, ticks: 0 }),
  say: (scope, doc) => lineOf(scope, 'say', doc, doc.to),
  sing: (scope, doc) => lineOf(scope, 'sing', doc, undefined),
  listen: (scope, doc) => ({
    act: { do: 'listen', who: whoOf(scope, doc.who), max: doc.max, fair: doc.fairness === 'round-robin' },
    ticks: forOf(scope, doc.for),
  }),
  ask: askOf,
  brain(scope, doc) {
    const ticks = doc.for === undefined ? 0 : forOf(scope, doc.for);
    return { act: { do: 'brain', who: whoOf(scope, doc.who), on: doc.on }, ticks };
  },
  clip: clipOf,
  outfit(scope, doc) {
    checkOutfit(scope, doc.set);
    return { act: { do: 'outfit', who: whoOf(scope, doc.who), set: doc.set }, ticks: 0 };
  },
  prop(scope, doc) {
    const names = scope.stage.props.map(({ id }) => id);
    const prop = doc.name === undefined ? -1 : names.indexOf(doc.name);
    if (doc.do === 'pick' && doc.name === undefined)
      scope.problems.add(
        'E010',
        scope.yaml.spotOf(scope.path),
        '"name" is missing',
        'name the prop that is picked up',
      );
    else if (doc.name !== undefined && prop < 0)
      scope.problems.add(
        'E209',
        spotOf(scope, 'name'),
        `there is no prop "${doc.name}"`,
        didYouMean(doc.name, names),
      );
    if (doc.do === 'give' && doc.to === undefined)
      scope.problems.add('E010', scope.yaml.spotOf(scope.path), '"to" is missing', 'say who is given it');
    const to = doc.to === undefined ? null : castOf(scope, doc.to, [...scope.path, 'to']);
    return { act: { do: 'prop', who: whoOf(scope, doc.who), op: doc.do, prop, to }, ticks: ticksOf(5) };
  },
  light(scope, doc) {
    const fade = lengthOf(scope, doc.fade, [...scope.path, 'fade']);
    if (doc.strobe > 3)
      scope.problems.add(
        'W202',
        spotOf(scope, 'strobe'),
        `${doc.strobe} flashes a second`,
        'more than 3 can cause seizures; warn the audience or slow it down',
      );
    const { look = '', colour = '', level = -1, strobe } = doc;
    const act = { do: 'light' as const, who: [], look, colour, level, strobeHz: strobe, fade };
    return { act, ticks: doc.for === undefined ? fade : Math.max(fade, forOf(scope, doc.for)) };
  },
  camera: (scope, doc) => ({
    act: {
      do: 'camera',
      who: [],
      shot: doc.shot,
      target: doc.on === undefined ? { at: 'cast', cast: 0 } : targetOf(scope, doc.on, 'on'),
    },
    ticks: lengthOf(scope, doc.fade, [...scope.path, 'fade']),
  }),
  fx: (scope, doc) => ({
    act: {
      do: 'fx',
      who: [],
      name: doc.name,
      target: doc.at === undefined ? null : targetOf(scope, doc.at, 'at'),
    },
    ticks: forOf(scope, doc.for),
  }),
  music(scope, doc) {
    if ((doc.play === undefined) === (doc.stop === undefined))
      scope.problems.add(
        'E010',
        scope.yaml.spotOf(scope.path),
        'music: one of play and stop',
        'write play: music/x.score.json or stop: true',
      );
    if (doc.play !== undefined) checkMusic(scope, doc.play, 'play');
    const op = doc.play === undefined ? ('stop' as const) : ('play' as const);
    const fade = lengthOf(scope, doc.fade, [...scope.path, 'fade']);
    return { act: { do: 'music', who: [], op, track: doc.play ?? '', volume: doc.volume }, ticks: fade };
  },
  crowd: (scope, doc) => ({
    act: {
      do: 'crowd',
      who: [],
      ask: doc.do,
      text: textOf(doc.text ?? ''),
      until: doc.until ? { hands: doc.until.hands ?? 0, here: doc.until.here ?? 0 } : null,
    },
    ticks: forOf(scope, doc.for),
  }),
  caption(scope, doc) {
    tellOneLanguage(scope, doc.text);
    return { act: { do: 'caption', who: [], text: textOf(doc.text) }, ticks: forOf(scope, doc.for) };
  },
  out: (_, doc) => ({ act: { do: 'out', who: [], to: doc.to, data: doc.data }, ticks: 0 }),
  marker: (_, doc) => ({ act: { do: 'marker', who: [], name: doc.name }, ticks: 0 }),
  wait: (scope, doc) => ({ act: { do: 'wait', who: [] }, ticks: forOf(scope, doc.for) }),
  hold: (scope, doc) => ({
    act: { do: 'hold', who: [] },
    ticks: doc.timeout === undefined ? null : lengthOf(scope, doc.timeout, [...scope.path, 'timeout']),
  }),
  go: (scope, doc) => ({ act: { do: 'go', who: [], scene: jumpOf(scope, doc) }, ticks: 0 }),
  call: (scope, doc) => ({ act: { do: 'call', who: [], scene: jumpOf(scope, doc) }, ticks: null }),
  branch(scope, doc) {
    checkAnswer(scope, doc.on, undefined, [...scope.path, 'on']);
    const cases: Record<string, number> = {};
    for (const [answer, scene] of Object.entries(doc.cases)) {
      if (scope.polls.has(doc.on)) checkAnswer(scope, doc.on, answer, [...scope.path, 'cases'], answer);
      cases[answer] = sceneOf(scope, scene, [...scope.path, 'cases', answer]);
    }
    const otherwise = sceneOf(scope, doc.else, [...scope.path, 'else']);
    return { act: { do: 'branch', who: [], on: doc.on, cases, otherwise }, ticks: 0 };
  },
  loop: (_, doc) => ({ act: { do: 'loop', who: [], times: doc.times }, ticks: 0 }),
  stop(scope, doc) {
    const cue = doc.cue === undefined ? null : scope.ids.indexOf(doc.cue);
    if (cue === -1)
      scope.problems.add(
        'E207',
        spotOf(scope, 'cue'),
        `this scene has no cue "${doc.cue}"`,
        didYouMean(doc.cue ?? '', scope.ids),
      );
    if (doc.cue === undefined && doc.who === undefined)
      scope.problems.add('E010', scope.yaml.spotOf(scope.path), 'stop: what?', 'write cue: id or who: name');
    return { act: { do: 'stop', who: doc.who === undefined ? [] : whoOf(scope, doc.who), cue }, ticks: 0 };
  },
  panic: () => ({ act: { do: 'panic', who: [] }, ticks: 0 }),
};

/** A painting must hang on the stage and a picture must be there; other names are for clients to know. */
function checkOutfit(scope: CueScope, set: string): void {
  const paintings = scope.stage.paintings.map(({ id }) => id);
  const outfit = parseOutfit(set);
  if (/\.(png|jpe?g|webp)$/i.test(set)) checkFile(scope, set, 'set', 'assets');
  else if (outfit?.kind === 'painting' && !paintings.includes(set))
    scope.problems.add(
      'E202',
      spotOf(scope, 'set'),
      `the stage has no painting "${set}"`,
      didYouMean(set, paintings),
    );
}

import { markWords } from '@troupe/avatars/gesture';
import { TICK_HZ } from '../world/limits.ts';
import { compileMelody, type SungLine } from './compile-melody.ts';
import {
  type CompiledAct,
  type CueScope,
  castOf,
  type Doc,
  forOf,
  spotOf,
  tellOneLanguage,
  whoOf,
} from './compile-names.ts';
import { didYouMean } from './did-you-mean.ts';
import type { ShowAction } from './show-resources.ts';
import { textOf } from './show-scope.ts';

/** A gesture by its full name, or by its plain name with or without a hand. */
function actionOf(scope: CueScope, name: string, hand?: string): ShowAction | undefined {
  const { actions } = scope.resources;
  const sides =
    hand === undefined ? ['', 'Right', 'Both', 'Left'] : [`${hand[0].toUpperCase()}${hand.slice(1)}`];
  for (const side of sides) {
    const action = actions.find((known) => known.name === name + side);
    if (action) return action;
  }
  const plain = [...new Set(actions.map((known) => known.name.replace(/(Right|Left|Both)$/, '')))];
  const has = plain.includes(name);
  const message = has
    ? `there is no "${name}" with ${hand === 'both' ? 'both hands' : `the ${hand} hand`}`
    : `there is no gesture "${name}"`;
  scope.problems.add(
    'E204',
    spotOf(scope, has ? 'hand' : 'name'),
    message,
    has ? 'leave hand out' : didYouMean(name, plain),
  );
  return undefined;
}

export function gestureOf(
  scope: CueScope,
  kind: 'gesture' | 'action',
  doc: { who: string | string[]; name: string; hand?: string; sync?: string },
): CompiledAct {
  const action = actionOf(scope, doc.name, doc.hand);
  const points = action?.points ?? {};
  if (action && doc.sync !== undefined && points[doc.sync] === undefined)
    scope.problems.add(
      'E208',
      spotOf(scope, 'sync'),
      `${action.name} has no point "${doc.sync}"`,
      didYouMean(doc.sync, Object.keys(points)),
    );
  return {
    act: { do: kind, who: whoOf(scope, doc.who), action: action?.name ?? doc.name },
    ticks: Math.ceil(points.end ?? 0),
    points,
    lead: doc.sync === undefined ? 0 : (points[doc.sync] ?? 0),
  };
}

/** A clip by its name: as long as its part lasts, or as a loop is asked to go on. */
export function clipOf(scope: CueScope, doc: Doc<'clip'>): CompiledAct {
  const { clips } = scope.resources;
  const clip = clips.find(({ name }) => name === doc.name);
  if (!clip) {
    const hint = clips.length === 0 ? 'there are no clips; say --clips FOLDER' : '';
    const names = clips.map(({ name }) => name);
    scope.problems.add(
      'E213',
      spotOf(scope, 'name'),
      `there is no clip "${doc.name}"`,
      hint || didYouMean(doc.name, names),
    );
  }
  const wholeS = clip?.seconds ?? 1;
  const from = doc.from ?? 0;
  const to = Math.min(doc.to ?? wholeS, wholeS);
  if (clip && from >= to)
    scope.problems.add(
      'E012',
      spotOf(scope, doc.from === undefined ? 'to' : 'from'),
      `from ${from} s to ${to} s is no part of this clip of ${wholeS.toFixed(1)} s`,
      'let it begin before it ends',
    );
  if (doc.loop && doc.for === undefined)
    scope.problems.add(
      'E010',
      scope.yaml.spotOf(scope.path),
      '"for" is missing',
      'say how long it goes round',
    );
  const once = Math.max(1, Math.round(((to - from) * TICK_HZ) / doc.rate));
  const points = clip && !doc.loop ? clip.points(from, to, doc.rate) : {};
  if (doc.sync !== undefined && points[doc.sync] === undefined)
    scope.problems.add(
      'E208',
      spotOf(scope, 'sync'),
      `${doc.name} has no point "${doc.sync}"`,
      didYouMean(doc.sync, Object.keys(points)),
    );
  const act = {
    do: 'clip' as const,
    who: whoOf(scope, doc.who),
    clip: doc.name,
    from: doc.from ?? null,
    to: doc.to === undefined ? null : to,
    rate: doc.rate,
    upperBody: doc.mask === 'upperBody',
    loop: doc.loop === true,
  };
  const ticks = doc.loop && doc.for !== undefined ? forOf(scope, doc.for) : once;
  return { act, ticks, points, lead: doc.sync === undefined ? 0 : (points[doc.sync] ?? 0) };
}

/** A line on its notes; tells when the notes cannot be read or do not fit the words. */
function sungOf(scope: CueScope, notes: string, text: string): SungLine | undefined {
  const sung = compileMelody(notes, text, scope);
  const spot = spotOf(scope, 'notes');
  if (typeof sung === 'string') {
    scope.problems.add('E015', spot, sung);
    return undefined;
  }
  const { syllables, groups } = sung;
  if (text !== '' && syllables !== groups)
    scope.problems.add(
      'W207',
      spot,
      `${groups} notes for ${syllables} syllables`,
      'a note for each; ~ before a note stays on the syllable before',
    );
  return sung;
}

const MARK = /<mark\s+name="([^"]*)"\s*\/>/g;

export function lineOf(
  scope: CueScope,
  kind: 'say' | 'sing',
  doc: Pick<Doc<'say'>, 'who' | 'text' | 'lang' | 'mood'> & { readonly notes?: string },
  to: string | undefined,
): CompiledAct {
  const locale = doc.lang ?? scope.doc.lang;
  const both = textOf(doc.text);
  const written = both[locale];
  const caption = typeof doc.text === 'string' ? '' : both[locale === 'en' ? 'ko' : 'en'].replace(MARK, '');
  const text = written.replace(MARK, '').replace(/\s+/g, ' ').trim();
  if (text === '')
    scope.problems.add(
      'E010',
      spotOf(scope, 'text'),
      `nothing to say in ${locale}`,
      `give text: {${locale}: …}`,
    );
  const sung = doc.notes === undefined ? undefined : sungOf(scope, doc.notes, text);
  const { ticks, words } = sung ?? scope.resources.speech(text, locale);
  const points: Record<string, number> = {};
  words.forEach((at, i) => {
    points[`w${i}`] = at;
  });
  for (const mark of written.matchAll(MARK)) {
    const before = written.slice(0, mark.index).replace(MARK, '').trim();
    const word = before === '' ? 0 : markWords(before, () => 0).length;
    points[mark[1]] = words[word] ?? ticks;
  }
  const act = {
    do: kind,
    who: whoOf(scope, doc.who),
    text,
    locale,
    caption,
    to: to === undefined ? null : castOf(scope, to, [...scope.path, 'to']),
    mood: doc.mood ?? null,
    notes: sung?.notes ?? null,
  };
  return { act, ticks, points, lead: sung?.lead ?? 0 };
}

export function askOf(scope: CueScope, doc: Doc<'ask'>): CompiledAct {
  const options = doc.options.map((option) =>
    typeof option === 'string'
      ? { id: option, label: textOf(option) }
      : { id: option.id, label: textOf(option.label) },
  );
  const ids = options.map(({ id }) => id);
  ids.forEach((id, i) => {
    if (ids.indexOf(id) < i)
      scope.problems.add(
        'E016',
        scope.yaml.spotOf([...scope.path, 'options', i]),
        `two answers are called "${id}"`,
        'give each its own',
      );
  });
  if (doc.default === undefined)
    scope.problems.add(
      'E105',
      scope.yaml.spotOf(scope.path),
      'nothing is said of what counts when nobody votes',
      `add default: ${ids[0]}`,
    );
  else if (!ids.includes(doc.default))
    scope.problems.add(
      'E111',
      spotOf(scope, 'default'),
      `"${doc.default}" is no answer of this poll`,
      didYouMean(doc.default, ids),
    );
  tellOneLanguage(scope, doc.q);
  const who = doc.who === undefined ? [] : whoOf(scope, doc.who);
  const act = { do: 'ask' as const, who, q: textOf(doc.q), options, otherwise: doc.default ?? ids[0] };
  return { act, ticks: forOf(scope, doc.for) };
}

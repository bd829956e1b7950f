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

const MARK = /<mark\s+name="([^"]*)"\s*\/>/g;

export function lineOf(
  scope: CueScope,
  kind: 'say' | 'sing',
  doc: Pick<Doc<'say'>, 'who' | 'text' | 'lang' | 'mood'>,
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
  const { ticks, words } = scope.resources.speech(text, locale);
  const points: Record<string, number> = {};
  words.forEach((at, i) => {
    points[`w${i}`] = at;
  });
  for (const mark of written.matchAll(MARK)) {
    const before = written.slice(0, mark.index).replace(MARK, '').trim();
    const word = before === '' ? 0 : scope.resources.speech(before, locale).words.length;
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
  };
  return { act, ticks, points };
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

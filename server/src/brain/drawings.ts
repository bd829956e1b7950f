import type { Drawing, DrawnShape, ShapeName } from '../world/picture-sight.ts';
import { withParticle } from './korean.ts';
import { ACROSS, COLOURS_KO } from './picture-words.ts';

type Locale = 'en' | 'ko';

const SHAPES: Readonly<Record<ShapeName, { readonly en: string; readonly ko: string }>> = {
  figure: { en: 'figure of a person', ko: '사람 모양' },
  house: { en: 'house', ko: '집' },
  circle: { en: 'circle', ko: '동그라미' },
  oval: { en: 'oval', ko: '타원' },
  triangle: { en: 'triangle', ko: '세모' },
  rectangle: { en: 'rectangle', ko: '네모' },
  line: { en: 'line', ko: '선' },
};
/** Shapes told at once. */
const TOLD_MAX = 3;
/** What is more than a shape is only ever thought to be seen. */
const GUESSED: readonly ShapeName[] = ['figure', 'house'];

/** What one says of a drawing: that it looks drawn, and the shapes in it. */
export function drawingWords({ kind, shapes }: Drawing, locale: Locale): string {
  const ko = locale === 'ko';
  const lines = kind === 'lines';
  const what = ko
    ? `${lines ? '선으로' : '색으로'} 그린 그림 같아요.`
    : `I think it is a drawing in ${lines ? 'lines' : 'flat colours'}.`;
  if (shapes.length === 0)
    return `${what} ${ko ? '이름 붙일 만한 모양은 못 찾았어요.' : 'I find no shape in it that I could name.'}`;
  return `${what} ${ko ? `${withParticle(list(shapes, locale), '이')} 보여요.` : `I see ${list(shapes, locale)}.`}`;
}

/** Whether somebody is in a drawing, with the doubt there is. */
export function drawnPeopleWords({ shapes }: Drawing, locale: Locale): string {
  const figures = shapes.filter(({ name }) => name === 'figure');
  if (figures.length === 0)
    return locale === 'ko'
      ? '그린 그림 같은데, 그림은 제가 잘 못 알아봐요. 사람 모양은 못 찾았어요.'
      : 'It looks drawn to me, and of drawings I make out little: I see no figure in it.';
  return locale === 'ko'
    ? `그린 그림이라 확실하지는 않지만, ${withParticle(list(figures, locale), '이')} 있어요.`
    : `It is drawn, so I am not sure: ${list(figures, locale)}.`;
}

function list(shapes: readonly DrawnShape[], locale: Locale): string {
  const told = shapes.slice(0, TOLD_MAX).map((shape) => shapeWords(shape, locale));
  if (locale === 'ko') return told.join(', ');
  return told.length === 1 ? told[0] : `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`;
}

function shapeWords({ name, colour, across }: DrawnShape, locale: Locale): string {
  const guessed = GUESSED.includes(name);
  if (locale === 'ko')
    return `${ACROSS.ko[across]}에 ${guessed ? `${SHAPES[name].ko} 같은 것` : `${COLOURS_KO[colour]} ${SHAPES[name].ko}`}`;
  const shape = SHAPES[name].en;
  return guessed
    ? `perhaps a ${shape} ${ACROSS.en[across]}`
    : `${/^[aeiou]/.test(colour) ? 'an' : 'a'} ${colour} ${shape} ${ACROSS.en[across]}`;
}

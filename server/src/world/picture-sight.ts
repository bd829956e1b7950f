/** Names of colours as they are told. */
export const COLOUR_NAMES = [
  'white',
  'grey',
  'black',
  'red',
  'orange',
  'brown',
  'yellow',
  'green',
  'teal',
  'blue',
  'violet',
  'pink',
] as const;
export type ColourName = (typeof COLOUR_NAMES)[number];
/** Thirds of a picture. */
export type Third = 'first' | 'middle' | 'last';

/** Somebody in a picture. */
export interface SeenPerson {
  readonly pose: 'standing' | 'sitting' | 'lying' | 'unclear';
  readonly arms: 'down' | 'oneUp' | 'bothUp' | 'unclear';
  /** How much of the person is in the picture. */
  readonly shows: 'whole' | 'half' | 'close';
  /** Where, from left to right. */
  readonly across: Third;
}

/** Shapes that are known when they are drawn; a figure is a round head on a body with two legs. */
export const SHAPE_NAMES = ['figure', 'house', 'circle', 'oval', 'triangle', 'rectangle', 'line'] as const;
export type ShapeName = (typeof SHAPE_NAMES)[number];

export interface DrawnShape {
  readonly name: ShapeName;
  readonly colour: ColourName;
  readonly across: Third;
}

/** What looks drawn on plain paper, as lines or as flat colours, and the shapes that are known in it, largest first. */
export interface Drawing {
  readonly kind: 'lines' | 'colours';
  readonly shapes: readonly DrawnShape[];
}

/** What our own models see in a picture that was held out: numbers and names, never the picture. Plain data. */
export interface PictureSight {
  /** From left to right, at most PICTURE_SIGHT_LIMITS.peopleMax. */
  readonly people: readonly SeenPerson[];
  /** Left out for what does not look drawn. */
  readonly drawing?: Drawing;
  /** Share of each colour, most first; what is less than a twentieth is left out. */
  readonly colours: readonly { readonly name: ColourName; readonly share: number }[];
  /** Mean lightness 0..1, and how strongly light and dark differ. */
  readonly light: number;
  readonly contrast: number;
  /** Where most is going on, and how much that stands out from the rest, 0..1. */
  readonly across: Third;
  readonly down: Third;
  readonly focus: number;
  /** How much happens everywhere, 0 plain .. 1 busy. */
  readonly busy: number;
  /** True when the left is nearly the right mirrored; when light lies over dark as land under a sky. */
  readonly symmetric: boolean;
  readonly horizon: boolean;
}

export const PICTURE_SIGHT_LIMITS = { peopleMax: 4, coloursMax: 4, shapesMax: 6 } as const;

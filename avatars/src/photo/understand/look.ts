import type { Rgb } from './colour.ts';

/** What was understood of a person's looks; every length in the coordinates of the body chart. */
export interface Look {
  /** Median colour of the face's skin, sRGB bytes. */
  readonly skin: Rgb;
  readonly iris: Rgb;
  readonly hair: {
    readonly style: 'none' | 'crop' | 'short' | 'swept' | 'bob' | 'shoulder' | 'long' | 'updo';
    readonly colour: Rgb;
    /** Colour towards the tips. */
    readonly tip: Rgb;
    /** How far hair hangs below the chin, in heights of the body's own head from chin to top; negative: ends above it. */
    readonly belowChin: number;
    /** Of hair that hangs: how far it reaches to either side beside the face, in heights of the head; as its style has it where not told. */
    readonly spread?: number;
    /** Of hair that hangs: how far it does on either side (the person's own), and whether before shoulder and chest. */
    readonly sides?: { readonly left: HairSide; readonly right: HairSide };
    /** Where it is parted at the forehead, in heights of the head from the middle; positive: to the person's left. */
    readonly parting?: number;
    /** How far hair from either side of the parting falls over the forehead, 0..1. */
    readonly over?: { readonly left: number; readonly right: number };
    /** Of hair that hangs: how it waves; straight where not told. */
    readonly wave?: HairWave;
    /** Of hair that is tied: how far before the hairline of a mean head it grows at the temples, mm. */
    readonly templesMm?: number;
    /** Hair falls over the forehead. */
    readonly fringe: boolean;
    /** Something covers the head, and its colour. */
    readonly hat: boolean;
    readonly hatColour?: Rgb;
  };
  readonly face: {
    /** Strength 0..1: how much darker than skin; thickness as a share of the network's own brow. */
    readonly brows: { readonly colour: Rgb; readonly strength: number; readonly thickness: number };
    /** 0 shaven .. 0.3 stubble .. 1 full beard. */
    readonly beard: number;
    readonly beardColour: Rgb;
    /** A small face is not judged; the giver may tell. */
    readonly glasses: 'none' | 'seen' | 'told' | 'not judged';
    /** Colour of the frame of glasses, where there are any. */
    readonly frame: Rgb;
  };
  readonly upper: Garment & {
    /** Where sleeves end: 0 shoulder, 1 elbow, 2 wrist. */
    readonly sleeve: number;
    /** Trunk coordinate of the lower hem and of the neckline. */
    readonly hem: number;
    readonly neckline: number;
  };
  readonly lower: Garment & {
    readonly kind: 'trousers' | 'skirt';
    /** Where legs become bare: 0 hip, 1 knee, 2 ankle. */
    readonly length: number;
    /** Trunk coordinate of the waistband. */
    readonly waist: number;
  };
  /** Undefined: bare feet. */
  readonly shoes: Garment | undefined;
}

/** How hair swings to and fro as it hangs, heights of the head. */
export interface HairWave {
  /** To either side of its middle. */
  readonly swing: number;
  /** Of one wave, along the strand. */
  readonly length: number;
}

/** Hair beside one half of the face. */
export interface HairSide {
  /** As a share of the head's height; negative: ends above the chin. */
  readonly belowChin: number;
  readonly before: boolean;
}

interface Garment {
  readonly colour: Rgb;
  /** A second colour that much of it has: of stripes, prints, trimmings. */
  readonly second?: Rgb;
}

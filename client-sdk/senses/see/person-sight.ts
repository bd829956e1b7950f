import {
  detectPeople,
  faceRoi,
  type HandReading,
  type Landmark,
  type Network,
  type Picture,
  readFaceAround,
  readHand,
  readPose,
  roiFromPoints,
} from '@troupe/avatars/sight';

/** The networks that see one person; each is a few megabytes. */
export interface SightNetworks {
  readonly people: Network;
  readonly pose: Network;
  readonly face: Network;
  readonly hand: Network;
}

/** What is seen of one person in one picture. Numbers only: a picture cannot be made of them again. */
export interface Seen {
  readonly width: number;
  readonly height: number;
  /** 33 landmarks of the body, px. */
  readonly landmarks: readonly Landmark[];
  /** 468 points of the face x 3, px; undefined when no face is sure. */
  readonly face: Float32Array | undefined;
  readonly hands: readonly HandReading[];
}

export const SIGHT_DEFAULTS = {
  personMin: 0.5,
  faceMin: 0.6,
  handMin: 0.6,
  visibleMin: 0.5,
  handUp: 0.2,
} as const;

const WRISTS = { left: 15, right: 16 } as const;
const HIPS = { left: 23, right: 24 } as const;

/** Follows one person from picture to picture: looks where somebody was, and searches anew when nobody is there. */
export class PersonSight {
  readonly #nets: SightNetworks;
  #roi: Parameters<typeof readPose>[2] | undefined;
  #looks = 0;

  constructor(nets: SightNetworks) {
    this.#nets = nets;
  }

  /** Looks at a picture; undefined when nobody is in it. */
  async look(picture: Picture): Promise<Seen | undefined> {
    this.#looks += 1;
    const { people, pose, face } = this.#nets;
    if (!this.#roi) {
      const [first] = await detectPeople(people, picture);
      if (!first) return undefined;
      this.#roi = roiFromPoints(first.hips, first.reach);
    }
    const body = await readPose(pose, picture, this.#roi);
    const there =
      body.flag >= SIGHT_DEFAULTS.personMin && body.landmarks.every(({ x, y }) => Number.isFinite(x + y));
    this.#roi = there ? body.next : undefined;
    if (!there) return undefined;
    const { roi } = faceRoi(body.landmarks);
    const seen = roi.size > 1 ? await readFaceAround(face, picture, roi, 1) : undefined;
    return {
      width: picture.width,
      height: picture.height,
      landmarks: body.landmarks,
      face: seen && seen.flag >= SIGHT_DEFAULTS.faceMin ? seen.points : undefined,
      hands: await this.#hands(picture, body.landmarks),
    };
  }

  /** One hand a picture, in turns, and only hands that are held up: the time of a look stays bounded. */
  async #hands(picture: Picture, landmarks: readonly Landmark[]): Promise<HandReading[]> {
    const unit = Math.hypot(landmarks[11].x - landmarks[12].x, landmarks[11].y - landmarks[12].y);
    const up = (['left', 'right'] as const).filter((side) => {
      const wrist = landmarks[WRISTS[side]];
      return (
        wrist.visible >= SIGHT_DEFAULTS.visibleMin &&
        wrist.y < landmarks[HIPS[side]].y - SIGHT_DEFAULTS.handUp * unit
      );
    });
    if (up.length === 0) return [];
    const hand = await readHand(this.#nets.hand, picture, landmarks, up[this.#looks % up.length]);
    return hand.flag >= SIGHT_DEFAULTS.handMin && hand.points.every(Number.isFinite) ? [hand] : [];
  }
}

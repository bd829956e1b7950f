/** The level beyond the meshes: a picture on a card. */
export const IMPOSTOR = 3;

/** Where levels change, in pixels of a person's height on the screen. */
export interface LodOptions {
  /** At least this tall: level 0, then level 1, then level 2; below: a card (IMPOSTOR). */
  readonly finePx: number;
  readonly middlePx: number;
  readonly coarsePx: number;
  /** People at most in level 0 and in level 1; whoever is beyond, the smallest on the screen, is drawn one coarser. */
  readonly fineMax: number;
  readonly middleMax: number;
  /** A level holds until the height passes the border by this share: nobody flickers between two. */
  readonly hysteresis: number;
  /** Heroes (faces, hair, springs) at most, and how tall one must be. */
  readonly heroesMax: number;
  readonly heroPx: number;
}

export const LOD_DEFAULTS: LodOptions = {
  finePx: 330,
  middlePx: 120,
  coarsePx: 42,
  fineMax: 12,
  middleMax: 60,
  hysteresis: 0.14,
  heroesMax: 8,
  heroPx: 170,
};

/** Level for a height on screen, given the level held until now (-1: none yet). */
export function chooseLod(heightPx: number, held: number, options: LodOptions): number {
  const up = 1 + options.hysteresis;
  const down = 1 - options.hysteresis;
  const border = (px: number, level: number): number => (held < 0 ? px : held <= level ? px * down : px * up);
  if (heightPx >= border(options.finePx, 0)) return 0;
  if (heightPx >= border(options.middlePx, 1)) return 1;
  if (heightPx >= border(options.coarsePx, 2)) return 2;
  return IMPOSTOR;
}

/** What the choice of levels looks at and writes. */
export interface LodCandidate {
  readonly netId: number;
  readonly heightPx: number;
  readonly inView: boolean;
  /** Level held until now, -1: none yet. */
  readonly lod: number;
  /** Level chosen. */
  lodWanted: number;
}

/**
 * Chooses everybody's level by height on the screen, and lets no more into the fine levels than the machine can bear: the
 * tallest first, where holding a level counts for a seventh, so that two people of like distance do not swap.
 */
export function chooseLods(people: readonly LodCandidate[], options: LodOptions): void {
  for (const person of people) person.lodWanted = chooseLod(person.heightPx, person.lod, options);
  for (const [level, most] of [
    [0, options.fineMax],
    [1, options.middleMax],
  ] as const) {
    const within = people.filter((person) => person.lodWanted === level);
    if (within.length <= most) continue;
    const score = ({ heightPx, lod, inView }: LodCandidate): number =>
      heightPx * (lod >= 0 && lod <= level ? 1 + options.hysteresis : 1) * (inView ? 1 : 0.5);
    within.sort((a, b) => score(b) - score(a) || a.netId - b.netId);
    for (const person of within.slice(most)) person.lodWanted = level + 1;
  }
}

/** What hero choice looks at. */
export interface HeroCandidate {
  readonly netId: number;
  readonly heightPx: number;
  readonly inView: boolean;
  readonly hero: boolean;
}

/**
 * Wire ids of those drawn as heroes: the tallest on the screen, where being a hero already counts for a fifth, so that
 * two people of like distance do not swap.
 */
export function chooseHeroes(people: readonly HeroCandidate[], options: LodOptions): Set<number> {
  const score = (person: HeroCandidate): number =>
    person.heightPx * (person.hero ? 1.2 : 1) * (person.inView ? 1 : 0.5);
  const chosen = people
    .filter((person) => score(person) >= options.heroPx)
    .sort((a, b) => score(b) - score(a) || a.netId - b.netId)
    .slice(0, options.heroesMax);
  return new Set(chosen.map((person) => person.netId));
}

/**
 * A blind test of likeness: bodies are made of eight photos, each body is drawn from the front, and a judge that knows
 * nothing of how they were made says for each photo which drawing is the same person: nearest by the shape of the face
 * (468 points), by the outline of head and hair, by colours, and by all three. Chance is one in eight.
 *
 * The people are drawn from our own body model unless --photos names a folder. Of drawn people the true body is known: it is
 * judged too, as if it had been made, which says what the judge can tell at best (`ofTheTrue`). With --sheet the eight photos and bodies
 * are set side by side, so that a stranger can judge too.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  compareLikeness,
  diceOf,
  drawBody,
  drawPhoto,
  dressSomebody,
  HELD_OUT_POSES,
  type Likeness,
  PhotoRefused,
  readFitModel,
  readLikeness,
  readParts,
  readPhoto,
  runPhoto,
  SYNTHETIC_PHOTO,
  see,
  someBody,
  someShot,
} from '@troupe/avatars/photo';
import sharp from 'sharp';
import { publish, round } from './report.ts';

const MODEL = fileURLToPath(new URL('../../assets/models/body', import.meta.url));
/** Of so many bodies one is to be found. */
const LINE_UP = 8;
const WALL_SECONDS_MAX = 900;
const SIZE = { width: 700, height: 1000 } as const;

interface Person {
  readonly name: string;
  readonly photo: Uint8Array;
  /** As the photo shows them, and as the body made of it looks. */
  readonly seen: Likeness;
  readonly made: Likeness;
  /** As the true body looks, of somebody drawn. */
  readonly truth?: Likeness;
  readonly drawing: Uint8Array;
}

type Measure = 'face' | 'outline' | 'colours' | 'all';
const MEASURES: readonly Measure[] = ['face', 'outline', 'colours', 'all'];

/** `troupe bench likeness`. */
export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      people: { type: 'string', default: String(LINE_UP) },
      first: { type: 'string', default: '3000' },
      photos: { type: 'string' },
      sheet: { type: 'string' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const people = Number(values.people);
  if (!(people >= 2 && people <= 200)) throw new Error('--people: a number from 2 to 200');
  const photos = values.photos ? photosOf(values.photos) : await drawnPhotos(Number(values.first), people);
  const found: Person[] = [];
  const refused: string[] = [];
  for (const given of photos) {
    try {
      found.push(await makePerson(given));
    } catch (error) {
      if (!(error instanceof PhotoRefused)) throw error;
      refused.push(`${given.name}: ${error.code}`);
    }
    console.error(`${found.length + refused.length}/${photos.length} people, ${refused.length} refused`);
  }
  if (found.length < 2) throw new Error(`too few people were made: ${refused.join(', ')}`);
  if (values.sheet) writeFileSync(values.sheet, await drawSheet(found));
  const made = judge(found.map(({ seen, made }) => ({ seen, body: made })));
  const truths = found.flatMap(({ seen, truth }) => (truth ? [{ seen, body: truth }] : []));
  const best = truths.length === found.length ? { ofTheTrue: judge(truths).measures } : {};
  publish(
    'likeness',
    { people: found.length, refused, of: made.of, chance: made.chance, ...made.measures, ...best },
    args,
  );
}

type Parts = Parameters<typeof drawBody>[0];

/** A photo, and of somebody drawn the true body. */
interface Given {
  readonly name: string;
  readonly photo: Uint8Array;
  readonly truth?: Parts;
}

function photosOf(folder: string): Given[] {
  const names = readdirSync(folder).filter((name) => /\.(jpe?g|png|webp|avif|heic)$/i.test(name));
  if (names.length < 2) throw new Error(`--photos ${folder}: at least two photos of different people`);
  return names.sort().map((name) => ({ name, photo: readFileSync(join(folder, name)) }));
}

async function drawnPhotos(first: number, people: number): Promise<Given[]> {
  const model = readFitModel(MODEL);
  const { space } = model;
  const out: Given[] = [];
  for (let k = 0; k < people; k++) {
    const dice = diceOf('held-out', first + k);
    const body = someBody(space, 'held-out', dice);
    const dressed = await dressSomebody(model, body);
    const pose = HELD_OUT_POSES[k % HELD_OUT_POSES.length];
    const photo = await drawPhoto(space, dressed, someShot(space, body, dice, SYNTHETIC_PHOTO, pose), dice);
    out.push({ name: `drawn ${first + k}`, photo, truth: dressed.map(({ part }) => part) });
  }
  return out;
}

async function makePerson({ name, photo, truth }: Given): Promise<Person> {
  const made = await runPhoto(photo, { modelFolder: MODEL, limits: { wallSecondsMax: WALL_SECONDS_MAX } });
  const drawing = await drawFront(await readParts(made.vrm));
  return {
    name,
    photo,
    seen: readLikeness(await see(await readPhoto(photo))),
    made: readLikeness(await see(await readPhoto(drawing))),
    ...(truth ? { truth: readLikeness(await see(await readPhoto(await drawFront(truth)))) } : {}),
    drawing,
  };
}

/** The body from the front before a plain wall (JPEG). */
async function drawFront(parts: Parts): Promise<Uint8Array> {
  let [low, high] = [9, -9];
  for (const { positions } of parts) {
    for (let i = 1; i < positions.length; i += 3) {
      low = Math.min(low, positions[i]);
      high = Math.max(high, positions[i]);
    }
  }
  const view = { turn: 0, centreY: (low + high) / 2, heightM: (high - low) * 1.12 };
  const data = await drawBody(parts, view, SIZE);
  let seed = 5;
  for (let i = 0; i < data.length; i++) {
    // A little grain: what is quite flat is taken for a drawing.
    seed = (seed * 1664525 + 1013904223) >>> 0;
    data[i] = Math.min(255, Math.max(0, (data[i] === 58 ? 150 : data[i]) + (seed >>> 28) - 8));
  }
  return sharp(data, { raw: { ...SIZE, channels: 3 } })
    .jpeg({ quality: 94 })
    .toBuffer();
}

/** For each measure: how often the own body is the nearest, and its mean place among the line-up. */
function judge(people: readonly { readonly seen: Likeness; readonly body: Likeness }[]) {
  const table = people.map(({ seen }) => people.map(({ body }) => compareLikeness(seen, body)));
  // Measures have units of their own: each counts by its mean over all pairs.
  const mean = (pick: (d: ReturnType<typeof compareLikeness>) => number) =>
    table.flat().reduce((sum, d) => sum + pick(d), 0) / table.flat().length;
  const unit = {
    face: mean((d) => d.face),
    outline: mean((d) => d.outline),
    colours: mean((d) => d.colours),
  };
  const distance = (measure: Measure, i: number, j: number): number => {
    const d = table[i][j];
    if (measure !== 'all') return d[measure] / unit[measure];
    return d.face / unit.face + d.outline / unit.outline + d.colours / unit.colours;
  };
  const measures = Object.fromEntries(
    MEASURES.map((measure) => {
      const places = people.map((_, i) => {
        const lineUp = lineUpOf(i, people.length);
        return lineUp.filter((j) => distance(measure, i, j) < distance(measure, i, i)).length + 1;
      });
      const right = places.filter((place) => place === 1).length;
      return [
        measure,
        {
          right: round(right / people.length),
          meanPlace: round(places.reduce((a, b) => a + b, 0) / places.length),
        },
      ];
    }),
  );
  return {
    of: Math.min(LINE_UP, people.length),
    chance: round(1 / Math.min(LINE_UP, people.length)),
    measures,
  };
}

/** The others beside whom a person's body stands: the next seven, going round. */
function lineUpOf(i: number, people: number): number[] {
  const others = Math.min(LINE_UP, people) - 1;
  return Array.from({ length: others }, (_, k) => (i + 1 + k) % people);
}

const CELL = { width: 210, height: 300 } as const;

async function drawSheet(people: readonly Person[]): Promise<Uint8Array> {
  const tile = (bytes: Uint8Array) =>
    sharp(bytes)
      .rotate()
      .resize(CELL.width, CELL.height, { fit: 'contain', background: '#3a3a3a' })
      .png()
      .toBuffer();
  const tiles = await Promise.all(
    people.flatMap(({ photo, drawing }, i) => [
      tile(photo).then((input) => ({ input, left: i * CELL.width, top: 0 })),
      tile(drawing).then((input) => ({ input, left: i * CELL.width, top: CELL.height })),
    ]),
  );
  const size = { width: CELL.width * people.length, height: CELL.height * 2 };
  return sharp({ create: { ...size, channels: 3, background: '#3a3a3a' } })
    .composite(tiles)
    .png()
    .toBuffer();
}

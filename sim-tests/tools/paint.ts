import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import {
  PAINT_FAMILIES,
  PAINT_MOODS,
  type PaintFamily,
  type PaintMood,
  type PaintOptions,
  paint,
  rgbaOf,
  strokesToJson,
} from '@troupe/avatars/paint';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';

const SHEET = { widthPx: 220, gapPx: 8 } as const;

/** `troupe paint "…" --out X.png`: paints offline; `troupe paint sheet` shows every family in every mood. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      seed: { type: 'string', default: '1' },
      family: { type: 'string' },
      mood: { type: 'string' },
      size: { type: 'string', default: '768' },
      tile: { type: 'boolean' },
      strokes: { type: 'boolean' },
      json: { type: 'boolean' },
    },
  });
  if (positionals.length > 1) throw new Error('give one prompt in quotes: troupe paint "flowers on Venus"');
  const [prompt = ''] = positionals;
  const widthPx = wholeNumber('--size', values.size, 32, 2_048);
  const options: PaintOptions = {
    seed: wholeNumber('--seed', values.seed, 0, 2 ** 32 - 1),
    family: oneOf('--family', values.family, PAINT_FAMILIES),
    mood: oneOf('--mood', values.mood, Object.keys(PAINT_MOODS) as PaintMood[]),
    tile: values.tile,
  };
  if (prompt === 'sheet') {
    const out = values.out ?? 'paint-sheet.png';
    await drawSheet(out, options);
    console.log(
      values.json
        ? JSON.stringify({ out, families: PAINT_FAMILIES, moods: Object.keys(PAINT_MOODS) })
        : `wrote ${out}`,
    );
    return 0;
  }
  const startMs = performance.now();
  const painting = paint(prompt, options);
  const picture = rgbaOf(painting, widthPx);
  const ms = Math.round(performance.now() - startMs);
  if (values.out) await png(picture).toFile(values.out);
  const { plan, family, title, why, colours, strokes } = painting;
  const sha256 = createHash('sha256').update(picture.rgba).digest('hex');
  const report = {
    title,
    why,
    family,
    colours,
    plan,
    strokes: strokes.length,
    widthPx,
    heightPx: picture.heightPx,
    sha256,
    ms,
  };
  if (values.json)
    console.log(JSON.stringify(values.strokes ? { ...report, strokeList: strokesToJson(strokes) } : report));
  else
    console.log(
      `${title.en} · ${title.ko}\n${why.en}\n${why.ko}\n${family}, ${strokes.length} strokes, ${ms} ms${values.out ? `, ${values.out}` : ''}`,
    );
  return 0;
}

/** Families from top to bottom, moods from left to right. */
async function drawSheet(out: string, { seed = 1, tile }: PaintOptions): Promise<void> {
  const moods = Object.keys(PAINT_MOODS) as PaintMood[];
  const { widthPx, gapPx } = SHEET;
  const pictures: OverlayOptions[] = [];
  for (const [row, family] of (PAINT_FAMILIES as readonly PaintFamily[]).entries())
    for (const [column, mood] of moods.entries()) {
      const painting = paint('', { seed: seed + column * 7 + row * 13, family, mood, tile, tall: 1 });
      const input = await png(rgbaOf(painting, widthPx)).toBuffer();
      pictures.push({
        input,
        left: gapPx + column * (widthPx + gapPx),
        top: gapPx + row * (widthPx + gapPx),
      });
    }
  const side = (count: number): number => count * (widthPx + gapPx) + gapPx;
  const sheet = sharp({
    create: {
      width: side(moods.length),
      height: side(PAINT_FAMILIES.length),
      channels: 3,
      background: '#1d1f29',
    },
  });
  await sheet.composite(pictures).png().toFile(out);
}

function png({ widthPx, heightPx, rgba }: ReturnType<typeof rgbaOf>): Sharp {
  return sharp(rgba, { raw: { width: widthPx, height: heightPx, channels: 4 } })
    .removeAlpha()
    .png({ compressionLevel: 9 });
}

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name}: a whole number from ${least} to ${most}`);
}

function oneOf<T extends string>(name: string, text: string | undefined, all: readonly T[]): T | undefined {
  const found = all.find((one) => one === text);
  if (text !== undefined && !found)
    throw new Error(`${name}: there is no "${text}"; choose one of ${all.join(', ')}`);
  return found;
}

import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkVrm } from '../body/vrm-check.ts';
import type { PhotoUse } from './photo-report.ts';
import { PhotoRefused } from './refusal.ts';
import { runPhoto } from './run-photo.ts';
import { READ_PHOTO_DEFAULTS } from './see/read-photo.ts';
import type { PhotoWishes } from './wishes.ts';
import type { PhotoResult } from './worker-protocol.ts';

const MODEL = fileURLToPath(new URL('../../../assets/models/body', import.meta.url));
const EXIT_REFUSED = 2;
/** Further photos of one person. */
const ALSO_MAX = 3;

/** A number option within limits. @throws Error naming the option */
function numberOf(text: string | undefined, name: string, low: number, high: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!(value >= low && value <= high))
    throw new Error(`--${name} ${text}: give a number from ${low} to ${high}`);
  return value;
}

/** `--presentation`: a word or a number, 0 feminine .. 1 masculine. */
function presentationOf(text: string | undefined): number | undefined {
  const words: Readonly<Record<string, number>> = { feminine: 0, neutral: 0.5, masculine: 1 };
  if (text !== undefined && text in words) return words[text];
  return numberOf(text, 'presentation (feminine, neutral, masculine or)', 0, 1);
}

/** `troupe body PHOTO [--also PHOTO2] --out X.vrm`: photos of a person to a dressed, rigged VRM 1.0. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      also: { type: 'string', multiple: true, default: [] },
      out: { type: 'string' },
      sheet: { type: 'string' },
      stage: { type: 'string' },
      height: { type: 'string' },
      presentation: { type: 'string' },
      age: { type: 'string' },
      glasses: { type: 'string' },
      name: { type: 'string' },
      author: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  if (positionals.length !== 1) throw new Error('give one photo: troupe body PHOTO --out X.vrm');
  if (values.also.length > ALSO_MAX) throw new Error(`--also: at most ${ALSO_MAX} further photos`);
  const [heightM, presentation, ageYears] = [
    numberOf(values.height, 'height', 1.2, 2.3),
    presentationOf(values.presentation),
    numberOf(values.age, 'age', 18, 110),
  ];
  if (values.glasses !== undefined && !['yes', 'no'].includes(values.glasses))
    throw new Error(`--glasses ${values.glasses}: yes or no`);
  const wishes: PhotoWishes = {
    ...(heightM === undefined ? {} : { heightM }),
    ...(presentation === undefined ? {} : { presentation }),
    ...(ageYears === undefined ? {} : { ageYears }),
    ...(values.glasses ? { glasses: values.glasses === 'yes' } : {}),
    ...(values.name ? { name: values.name } : {}),
    ...(values.author ? { author: values.author } : {}),
  };
  const start = performance.now();
  const seconds = () => Math.round(performance.now() - start) / 1000;
  try {
    const made = await runPhoto(readWhole(positionals[0]), {
      modelFolder: MODEL,
      wishes,
      also: values.also.map(readWhole),
      sheet: values.sheet !== undefined,
      ...(values.stage ? { stageId: basename(values.stage) } : {}),
      tell: (step) => console.error(`${seconds().toFixed(1)} s  ${step}`),
    });
    const faults = checkVrm(made.vrm);
    if (values.out) writeWhole(values.out, made.vrm);
    if (values.stage && made.stage) writeStage(values.stage, made.vrm, made.stage);
    if (values.sheet && made.sheet) writeWhole(values.sheet, made.sheet);
    const report = {
      photo: positionals[0],
      seconds: seconds(),
      cpuSeconds: made.cpuSeconds,
      peakMiB: made.peakMiB,
      ...made.report,
      faults,
    };
    if (values.json) console.log(JSON.stringify(report));
    else console.log(summary(report, values.out));
    return faults.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof PhotoRefused)) throw error;
    const { code: refused, message, peakMiB } = error;
    if (values.json)
      console.log(JSON.stringify({ photo: positionals[0], refused, message, seconds: seconds(), peakMiB }));
    else console.error(`${positionals[0]}: ${error.message}`);
    return EXIT_REFUSED;
  }
}

/** Reads a file unless it is too large to be a photo. */
function readWhole(path: string): Uint8Array {
  const { size } = statSync(path);
  if (size > READ_PHOTO_DEFAULTS.bytesMax) {
    throw new PhotoRefused(
      'too-large',
      `The file has ${Math.round(size / 1e6)} MB.`,
      'Scale the photo down.',
    );
  }
  return new Uint8Array(readFileSync(path));
}

/** All of a file or nothing of it. */
function writeWhole(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

/** A folder as those in assets/bodies: the VRM, its levels of detail and body.json. */
function writeStage(folder: string, vrm: Uint8Array, stage: NonNullable<PhotoResult['stage']>): void {
  mkdirSync(folder, { recursive: true });
  writeWhole(join(folder, stage.body.files.vrm), vrm);
  stage.body.files.lods.forEach((name, i) => {
    writeWhole(join(folder, name), stage.lods[i]);
  });
  writeWhole(join(folder, 'body.json'), new TextEncoder().encode(`${JSON.stringify(stage.body, null, 1)}\n`));
}

function summary(
  report: {
    seconds: number;
    cpuSeconds: number;
    peakMiB: number;
    reprojection: number;
    iou: number;
    heightM: number;
    surface: { seen: number; mirrored: number; filled: number };
    photos: readonly PhotoUse[];
    assumed: readonly string[];
    warnings: readonly string[];
    faults: readonly string[];
  },
  out: string | undefined,
): string {
  const percent = (x: number) => `${(x * 100).toFixed(x < 0.1 ? 2 : 0)} %`;
  return [
    `${out ?? '(no --out given, nothing written)'}: ${report.heightM.toFixed(2)} m, ${report.seconds.toFixed(1)} s (${report.cpuSeconds.toFixed(1)} s of processor time), ${report.peakMiB} MiB`,
    `joints ${percent(report.reprojection)} of the body's extent off, outline overlap ${percent(report.iou)}`,
    `surface: ${percent(report.surface.seen)} seen, ${percent(report.surface.mirrored)} mirrored, ${percent(report.surface.filled)} filled`,
    ...report.photos.map(
      ({ use, surface }, i) => `photo ${i + 1}: ${use}, ${percent(surface)} of the surface`,
    ),
    ...report.warnings.map((line) => `WARNING: ${line}`),
    ...report.assumed.map((line) => `assumed: ${line}`),
    ...report.faults.map((line) => `FAULT: ${line}`),
  ].join('\n');
}

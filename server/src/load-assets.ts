import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JOINT_COUNT } from '@troupe/avatars/skeleton';
import {
  decodeFarMotions,
  type FarMotions,
  parseStageFile,
  type StageFile,
} from '@troupe/client-sdk/protocol';
import { z } from 'zod';
import { type Knowledge, type Persona, parseKnowledge, parsePersona } from './brain/index.ts';
import type { BodyInfo } from './world/index.ts';

/** A body as its folder describes it. */
export interface LoadedBody extends BodyInfo {
  readonly name: { readonly en: string; readonly ko: string };
}

/** The table of far motions, in a checkout. */
export const FAR_MOTIONS = 'assets/models/far-motion/far-motions.bin';

const BODY_SCHEMA = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/),
  name: z.object({ en: z.string().min(1), ko: z.string().min(1) }),
  heightM: z.number().min(0.5).max(3),
  hipsHeightM: z.number().min(0.2).max(2),
  legLengthM: z.number().min(0.2).max(2),
  restOffsets: z.array(z.number().finite()).length(JOINT_COUNT * 3),
});

function readJson(file: string, hint: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`${file} cannot be read; ${hint}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
}

/** Names of the stages of a checkout: the folders of assets/stages with a stage.json. */
export function stageIds(root: string): string[] {
  const folder = join(root, 'assets/stages');
  return readdirSync(folder)
    .filter((id) => existsSync(join(folder, id, 'stage.json')))
    .sort();
}

/**
 * Reads a stage by id.
 *
 * @throws Error that lists the stages there are
 */
export function loadStage(root: string, id: string): StageFile {
  const known = stageIds(root);
  const file = join(root, 'assets/stages', id, 'stage.json');
  if (!known.includes(id))
    throw new Error(`there is no stage "${id}" (no ${file}); the stages are ${known.join(', ')}`);
  return parseStageFile(readJson(file, 'it should be there'), file);
}

/** Reads every body: Tilda first, then those of the extra folders, the others by id. */
export function loadBodies(root: string, extra: readonly string[] = []): LoadedBody[] {
  const folder = join(root, 'assets/bodies');
  const ids = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'body.json')))
    .map((entry) => entry.name)
    .sort((a, b) => Number(b === 'tilda') - Number(a === 'tilda') || a.localeCompare(b));
  if (ids.length === 0) throw new Error(`${folder} holds no bodies; run \`npx troupe cast build\``);
  const cast = ids.map((id) => loadBody(join(folder, id), `run \`npx troupe cast build --only ${id}\``));
  const guests = extra.map((path) => loadBody(path, 'make it with `npx troupe body PHOTO --stage DIR`'));
  const all = [...cast.slice(0, 1), ...guests, ...cast.slice(1)];
  const twice = all.find(({ id }, i) => all.findIndex((other) => other.id === id) !== i);
  if (twice) throw new Error(`two bodies are called "${twice.id}"; rename one (body.json and its files)`);
  return all;
}

function loadBody(folder: string, hint: string): LoadedBody {
  const file = join(folder, 'body.json');
  const parsed = BODY_SCHEMA.safeParse(readJson(file, hint));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`${file}: ${issue.path.join('.')}: ${issue.message}; ${hint}`);
}

/** Reads every persona of assets/personas, by id; with a stage, without what they say of other stages. */
export function loadPersonas(root: string, stageId?: string): Map<string, Persona> {
  const folder = join(root, 'assets/personas');
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => {
      const persona = parsePersona(readJson(join(folder, file), 'it should be there'), join(folder, file));
      const topics = persona.topics.filter(({ stage }) => (stage ?? stageId) === stageId);
      return [persona.id, stageId === undefined ? persona : { ...persona, topics }];
    }),
  );
}

/** Reads what performers know of a stage; nothing when it has no knowledge.json. */
export function loadKnowledge(root: string, stageId: string): Knowledge {
  const file = join(root, 'assets/stages', stageId, 'knowledge.json');
  if (!existsSync(file)) return { synonyms: [], facts: [] };
  return parseKnowledge(readJson(file, 'it should be there'), file);
}

/** Reads what people far away can be seen at (assets/models/far-motion). */
export function loadFarMotions(root: string): FarMotions {
  const file = join(root, FAR_MOTIONS);
  try {
    return decodeFarMotions(readFileSync(file));
  } catch (error) {
    throw new Error(`${file}: ${(error as Error).message}; make it anew with \`npx troupe motion far\``);
  }
}

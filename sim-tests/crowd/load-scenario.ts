import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { nearName } from './near-name.ts';
import { SCENARIO_SCHEMA, type Scenario } from './scenario.ts';
import { scenarioJsonSchema } from './schema.ts';

const FOLDER = fileURLToPath(new URL('./scenarios', import.meta.url));
const ENDINGS = ['.ts', '.yaml', '.yml', '.json'] as const;
const FILE_BYTES_MAX = 262_144;

/** Names of the scenarios that come with Troupe. */
export function builtInScenarios(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => ENDINGS.some((ending) => file.endsWith(ending)) && !file.endsWith('.schema.json'))
    .map((file) => file.replace(/\.\w+$/, ''))
    .sort();
}

/**
 * Loads a scenario by the name of one that comes along, or by its file.
 *
 * @throws Error that says what is wrong, where in the file, and what to do
 */
export async function loadScenario(name: string): Promise<Scenario> {
  const file = fileOf(name);
  const raw = file.endsWith('.ts') ? await importScenario(file) : readData(file);
  const parsed = SCENARIO_SCHEMA.safeParse(raw.data);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `  ${raw.where(pathOf(issue))}${wordsOf(issue)}`);
  throw new Error(`${name} is no scenario:\n${lines.join('\n')}\n  every field: \`troupe crowd schema\``);
}

function fileOf(name: string): string {
  if (ENDINGS.some((ending) => name.endsWith(ending))) {
    if (!existsSync(name)) throw new Error(`there is no file ${name}`);
    return resolve(name);
  }
  const built = ENDINGS.map((ending) => `${FOLDER}/${name}${ending}`).find((file) => existsSync(file));
  if (!built || !/^[a-z0-9-]+$/.test(name))
    throw new Error(
      `there is no scenario "${name}" (${nearName(name, builtInScenarios())}); a .ts, .yaml or .json file will do as well`,
    );
  return built;
}

interface Raw {
  readonly data: unknown;
  /** Place of a path in the file, as the beginning of a line. */
  where(path: readonly PropertyKey[]): string;
}

async function importScenario(file: string): Promise<Raw> {
  const module = (await import(pathToFileURL(file).href)) as { scenario?: unknown; default?: unknown };
  const data = module.scenario ?? module.default;
  if (data === undefined)
    throw new Error(`${file} exports no scenario; write \`export const scenario = defineScenario({ ... })\``);
  return { data, where: (path) => `${path.join('.') || 'scenario'}: ` };
}

function readData(file: string): Raw {
  const text = readFileSync(file, 'utf8');
  if (text.length > FILE_BYTES_MAX) throw new Error(`${file}: larger than ${FILE_BYTES_MAX} bytes`);
  const lineCounter = new LineCounter();
  // JSON is YAML: one reader for both, and both with places.
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col} `;
  };
  const [error] = document.errors;
  if (error) throw new Error(`${at(error.pos[0])}${error.message}`);
  const where = (path: readonly PropertyKey[]): string => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number] } | undefined;
      if (node?.range) return `${at(node.range[0])}${path.join('.')}: `;
    }
    return `${at(0)}${path.join('.') || 'scenario'}: `;
  };
  return { data: document.toJS({ maxAliasCount: 20 }), where };
}

/** An unknown key is at fault itself, not what holds it. */
function pathOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  return issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]] : issue.path;
}

function wordsOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message;
  return `there is no such field; ${nearName(issue.keys[0], fieldsAt(issue.path))}`;
}

/** As much of a JSON Schema as names fields. */
interface SchemaNode {
  readonly properties?: Record<string, SchemaNode>;
  readonly propertyNames?: { readonly enum?: readonly string[] };
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/** Fields that something may have at a place of a scenario. */
function fieldsAt(path: readonly PropertyKey[]): readonly string[] {
  let nodes: readonly SchemaNode[] = [scenarioJsonSchema() as SchemaNode];
  const spread = (node: SchemaNode): readonly SchemaNode[] => [
    node,
    ...(node.anyOf ?? []),
    ...(node.oneOf ?? []),
  ];
  for (const key of path) {
    nodes = nodes
      .flatMap(spread)
      .map(({ properties, items }) => (typeof key === 'number' ? items : properties?.[String(key)]))
      .filter((node) => node !== undefined);
  }
  const fields = nodes
    .flatMap(spread)
    .flatMap(({ properties, propertyNames }) => [
      ...Object.keys(properties ?? {}),
      ...(propertyNames?.enum ?? []),
    ]);
  return [...new Set(fields)];
}

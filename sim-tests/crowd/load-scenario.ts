import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { nearName } from './near-name.ts';
import { SCENARIO_SCHEMA, type Scenario } from './scenario.ts';
import { scenarioJsonSchema } from './schema.ts';

const FOLDER = fileURLToPath(new URL('./scenarios', import.meta.url));
const ENDINGS = ['.ts', '.yaml', '.yml', '.json'] as const;
const FILE_BYTES_MAX = 262_144;
/** Faults of a file that are told at once. */
const ISSUES_MAX = 8;

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
  const { issues } = parsed.error;
  const lines = issues.slice(0, ISSUES_MAX).map((issue) => `  ${raw.where(pathOf(issue))}${wordsOf(issue)}`);
  if (issues.length > ISSUES_MAX) lines.push(`  and ${issues.length - ISSUES_MAX} more`);
  throw new Error(`${name} is no scenario:\n${lines.join('\n')}\n  every field: \`troupe crowd schema\``);
}

function fileOf(name: string): string {
  if (ENDINGS.some((ending) => name.endsWith(ending))) {
    const stats = statSync(name, { throwIfNoEntry: false });
    if (!stats)
      throw new Error(
        `there is no file ${name} (looked in ${process.cwd()}); \`troupe crowd list\` shows the scenarios that come along`,
      );
    if (!stats.isFile()) throw new Error(`${name} is no file; give a scenario as .ts, .yaml or .json`);
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
  const module = (await import(pathToFileURL(file).href).catch((error: Error) => {
    throw new Error(`${placeIn(file, error)} ${error.message}`, { cause: error });
  })) as { scenario?: unknown; default?: unknown };
  const data = module.scenario ?? module.default;
  if (data === undefined)
    throw new Error(
      `${shown(file)} exports no scenario; write \`export const scenario = defineScenario({ ... })\``,
    );
  return { data, where: (path) => `${shown(file)} ${path.join('.') || 'scenario'}: ` };
}

/** A file as somebody at this folder would name it. */
function shown(file: string): string {
  const near = relative(process.cwd(), file);
  return near.startsWith('..') ? file : near;
}

/** Where in a file Node stumbled: it tells the line of its own files and of ours alike, at the top of the stack. */
function placeIn(file: string, { stack = '' }: Error): string {
  const line = stack.split('\n').find((text) => text.includes(file) && /:\d+/.test(text));
  const place = line && /:(\d+)(:\d+)?\)?$/.exec(line);
  return place ? `${shown(file)}:${place[1]}${place[2] ?? ''}` : `${shown(file)}:`;
}

function readData(file: string): Raw {
  const text = readFileSync(file, 'utf8');
  if (text.length > FILE_BYTES_MAX) throw new Error(`${shown(file)}: larger than ${FILE_BYTES_MAX} bytes`);
  const lineCounter = new LineCounter();
  // JSON is YAML: one reader for both, and both with places.
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const at = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${shown(file)}:${line}:${col} `;
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

/** What a schema calls its types, for people. */
const PLAIN: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'fields',
  record: 'fields',
  string: 'a text',
};

function wordsOf(issue: z.core.$ZodIssue): string {
  // What is not there has no type to be wrong.
  if (issue.code === 'invalid_type' && issue.message.endsWith('received undefined'))
    return `is missing; give ${PLAIN[issue.expected] ?? `a ${issue.expected}`}`;
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

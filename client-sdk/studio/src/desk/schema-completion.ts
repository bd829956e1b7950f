/** A piece of JSON Schema, as far as completion reads it. */
export interface SchemaNode {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number | boolean;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
}

/** Something that can be written at a place. */
export interface Suggestion {
  readonly label: string;
  readonly kind: 'key' | 'value';
  readonly info: string;
}

/** Names of this show and its stage: what a cast member, a mark, a gesture can be called. */
export interface ShowNames {
  readonly cast: readonly string[];
  readonly scenes: readonly string[];
  readonly places: readonly string[];
  readonly actions: readonly string[];
  readonly bodies: readonly string[];
  readonly styles: readonly string[];
}

const CAST_FIELDS = new Set(['who', 'to', 'on', 'at', 'facing']);

/** Where in the data a place of the text is: keys and list items from the root, and the key whose value is written. */
export interface TextPlace {
  readonly path: readonly (string | number)[];
  /** Key whose value is being written; undefined when a key is. */
  readonly key: string | undefined;
  /** What has been written of the word. */
  readonly word: string;
}

/**
 * Finds where a text is being written, up to the place: by indentation for blocks, by brackets within a line. Reads no further
 * than it must, so it also works in a text that is broken behind.
 */
export function placeIn(before: string): TextPlace {
  const lines = before.split('\n');
  const current = lines[lines.length - 1];
  const path: (string | number)[] = [];
  let indent = indentOf(current);
  const own = blockKeys(current.trimStart());
  // A list item belongs to the key above it.
  if (current.trimStart().startsWith('-')) path.unshift(0);
  for (let i = lines.length - 2; i >= 0 && indent > 0; i--) {
    const line = lines[i];
    if (line.trim() === '' || line.trimStart().startsWith('#') || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    const key = /^\s*(?:- )?([\w-]+)\s*:\s*$/.exec(line)?.[1];
    if (key) path.unshift(key);
  }
  const { keys, key, word } = own;
  return { path: [...path, ...keys], key, word };
}

const indentOf = (line: string): number => line.length - line.trimStart().length;

/** Open brackets of one line: the keys that lead into them, the key being given a value, the word being written. */
function blockKeys(line: string): { keys: (string | number)[]; key: string | undefined; word: string } {
  const keys: (string | number)[] = [];
  const open: { kind: string; key: string | undefined }[] = [];
  let key: string | undefined;
  let word = '';
  let quote = '';
  for (const character of line.replace(/^- /, '')) {
    if (quote !== '') {
      if (character === quote) quote = '';
      else word += character;
    } else if (character === '"' || character === "'") [quote, word] = [character, ''];
    else if (character === '{' || character === '[') {
      open.push({ kind: character, key });
      if (key !== undefined) keys.push(key);
      if (character === '[') keys.push(0);
      [key, word] = [undefined, ''];
    } else if (character === '}' || character === ']') {
      const closed = open.pop();
      if (closed?.kind === '[') keys.pop();
      if (closed?.key !== undefined) keys.pop();
      [key, word] = [undefined, ''];
    } else if (character === ':') [key, word] = [word.trim(), ''];
    else if (character === ',') [key, word] = [undefined, ''];
    else if (character !== ' ' || word !== '') word += character;
  }
  return { keys, key, word: word.trimStart() };
}

/** What can be written at a place, by the schema and by the names of the show. */
export function suggest(schema: SchemaNode, place: TextPlace, names: ShowNames): Suggestion[] {
  const { path, key, word } = place;
  const nodes = path.reduce<SchemaNode[]>(
    (at, step) => at.flatMap((node) => into(schema, node, step)),
    [schema],
  );
  const found: Suggestion[] = [];
  if (key === undefined) {
    for (const node of nodes.flatMap((one) => ways(schema, one))) {
      for (const [label, { description }] of Object.entries(node.properties ?? {}))
        found.push({ label, kind: 'key', info: description ?? '' });
      for (const label of values(node)) found.push({ label, kind: 'value', info: '' });
    }
    if (typeof path.at(-1) === 'number') found.push(...named(String(path.at(-2) ?? ''), path, names));
  } else {
    for (const node of nodes.flatMap((one) => into(schema, one, key)).flatMap((one) => ways(schema, one)))
      for (const label of values(node)) found.push({ label, kind: 'value', info: node.description ?? '' });
    found.push(...named(key, path, names));
  }
  const seen = new Set<string>();
  return found.filter(({ label }) => label.startsWith(word) && !seen.has(label) && seen.add(label));
}

function named(key: string, path: readonly (string | number)[], names: ShowNames): Suggestion[] {
  const of = (list: readonly string[], info: string): Suggestion[] =>
    list.map((label) => ({ label, kind: 'value' as const, info }));
  const kind = String(path.at(-1) ?? '');
  if (key === 'who') return [...of(names.cast, 'cast'), ...of(['all'], 'everybody')];
  if (key === 'body') return of(names.bodies, 'body');
  if (key === 'style') return of(names.styles, 'style');
  if (key === 'name' && (kind === 'gesture' || kind === 'action')) return of(names.actions, 'motion');
  if (key === 'go' || key === 'call' || key === 'start' || key === 'else' || kind === 'cases')
    return of(names.scenes, 'scene');
  if (CAST_FIELDS.has(key))
    return [...of(names.places, 'place'), ...of(names.cast, 'cast'), ...of(['audience'], 'place')];
  return [];
}

function ways(root: SchemaNode, node: SchemaNode): SchemaNode[] {
  const real = resolve(root, node);
  return real.anyOf ? real.anyOf.flatMap((one) => ways(root, one)) : [real];
}

function into(root: SchemaNode, node: SchemaNode, step: string | number): SchemaNode[] {
  return ways(root, node).flatMap((one) => {
    if (typeof step === 'number') return one.items ? [one.items] : [];
    const property = one.properties?.[step];
    if (property) return [property];
    return typeof one.additionalProperties === 'object' ? [one.additionalProperties] : [];
  });
}

function resolve(root: SchemaNode, node: SchemaNode): SchemaNode {
  const name = node.$ref && /^#\/\$defs\/(.+)$/.exec(node.$ref)?.[1];
  return (name ? root.$defs?.[name] : undefined) ?? node;
}

function values(node: SchemaNode): string[] {
  if (node.enum) return node.enum.map(String);
  if (node.const !== undefined) return [String(node.const)];
  return node.type === 'boolean' ? ['true', 'false'] : [];
}

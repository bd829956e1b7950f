// CONTRIBUTOR NOTES
// YAML can do far more than a show needs, and most of that is how parsers are attacked: aliases that double (the
// "billion laughs"), merge keys, tags, keys that reach into prototypes, nesting that eats the stack. What is large or deep
// is refused before the parser sees it; aliases, anchors, tags and merge keys are refused wherever they stand.
import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
} from 'yaml';
import { SHOW_LIMITS } from '../world/show.ts';
import { Problems, type ShowSpot } from './problem.ts';
import { fillSkeleton, skeletonOf } from './quick-yaml.ts';

export type YamlPath = readonly (string | number)[];

/** A text as plain data, and where in the text each part of it stands. */
export interface ReadYaml {
  readonly data: unknown;
  /** Place of the value at a path, or of the nearest thing around it. */
  spotOf(path: YamlPath): ShowSpot;
  /** Place of the key of a field at a path. */
  keySpotOf(path: YamlPath, key: string): ShowSpot;
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);
const START: ShowSpot = { line: 1, col: 1 };

/** Reads YAML 1.2 as data only; undefined when it is refused, with the reason among the problems. */
export function readYaml(text: string, problems: Problems): ReadYaml | undefined {
  const bytes = Buffer.byteLength(text);
  if (bytes > SHOW_LIMITS.textBytesMax) {
    const most = SHOW_LIMITS.textBytesMax;
    problems.add(
      'E001',
      START,
      `the file has ${bytes} bytes, a show at most ${most}`,
      'make two shows of it',
    );
    return undefined;
  }
  const odd = /[^\P{Cc}\t\n\r]|\ufffd/u.exec(text);
  if (odd) {
    problems.add('E001', spotAt(text, odd.index), 'this is not text in UTF-8', 'save the file as UTF-8');
    return undefined;
  }
  if (!shallow(text, problems)) return undefined;
  return readQuickly(text) ?? readWhole(text, problems);
}

const PARSING = { version: '1.2', uniqueKeys: true, prettyErrors: false, logLevel: 'error' } as const;

/** Reads what is written as plainly as most shows are; undefined for what is not, and for whatever has anything wrong in it. */
export function readQuickly(text: string): ReadYaml | undefined {
  const skeleton = skeletonOf(text);
  if (skeleton.runs.size === 0) return undefined;
  const lineCounter = new LineCounter();
  const document = parseDocument(skeleton.text, { lineCounter, ...PARSING });
  const root = document.contents;
  if (document.errors.length > 0 || !isNode(root) || hasTricks(root)) return undefined;
  const places = fillSkeleton(root, skeleton, lineCounter);
  return places && { data: document.toJS({ maxAliasCount: 0 }), ...places };
}

function hasTricks(root: Node): boolean {
  const found = new Problems();
  refuseTricks(root, () => START, found);
  return found.failed;
}

/** Reads any text, and tells what is wrong with it. */
export function readWhole(text: string, problems: Problems): ReadYaml | undefined {
  const lineCounter = new LineCounter();
  const spot = (offset: number): ShowSpot => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(1, line), col: Math.max(1, col) };
  };
  const document = parseDocument(text, { lineCounter, ...PARSING });
  for (const error of document.errors)
    problems.add(
      'E002',
      spot(error.pos[0]),
      error.message.split('\n')[0],
      'see how the shows beside it are written',
    );
  if (problems.failed) return undefined;
  refuseTricks(document.contents, spot, problems);
  if (problems.failed) return undefined;
  const nodeAt = (path: YamlPath): Node | undefined => {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node;
    }
    return undefined;
  };
  const spotOf = (path: YamlPath): ShowSpot => {
    const node = nodeAt(path);
    return node?.range ? spot(node.range[0]) : START;
  };
  return {
    data: document.toJS({ maxAliasCount: 0 }),
    spotOf,
    keySpotOf(path, key) {
      const node = path.length === 0 ? document.contents : document.getIn(path, true);
      const pair = isMap(node)
        ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
        : undefined;
      const range = isScalar(pair?.key) ? pair.key.range : undefined;
      return range ? spot(range[0]) : spotOf(path);
    },
  };
}

/** Refuses nesting before the parser recurses into it: brackets by count, blocks by their indentation. */
function shallow(text: string, problems: Problems): boolean {
  let brackets = 0;
  const indents: number[] = [];
  let line = 1;
  for (const row of text.split('\n')) {
    const indent = row.length - row.trimStart().length;
    if (row.trim() !== '') {
      while (indents.length > 0 && indents.at(-1)! >= indent) indents.pop();
      indents.push(indent);
    }
    const dashes = /^\s*((?:- )*)/.exec(row)?.[1].length ?? 0;
    for (const character of row) {
      if (character === '[' || character === '{') brackets += 1;
      else if (character === ']' || character === '}') brackets = Math.max(0, brackets - 1);
      if (brackets > SHOW_LIMITS.depthMax) break;
    }
    if (brackets + indents.length + dashes / 2 > SHOW_LIMITS.depthMax) {
      problems.add(
        'E005',
        { line, col: indent + 1 },
        `nested deeper than ${SHOW_LIMITS.depthMax} levels`,
        'a show needs seven',
      );
      return false;
    }
    line += 1;
  }
  return true;
}

function refuseTricks(root: unknown, spot: (offset: number) => ShowSpot, problems: Problems): void {
  if (!isNode(root)) return;
  const refuse = (node: Node, what: string): void =>
    problems.add(
      'E003',
      spot(node.range?.[0] ?? 0),
      `${what} stands here`,
      'write it out: a show is plain data',
    );
  visit(root, {
    Alias: (_, node) => refuse(node, `the alias *${node.source}`),
    Node: (_, node) => {
      if (isAlias(node)) return;
      if ('anchor' in node && node.anchor) refuse(node, `the anchor &${node.anchor}`);
      if (node.tag && (!isCollection(node) || !/^tag:yaml.org,2002:(map|seq)$/.test(node.tag)))
        refuse(node, `the tag ${node.tag}`);
    },
    Pair: (_, pair) => {
      if (!isScalar(pair.key)) return;
      const key = String(pair.key.value);
      if (key === '<<') refuse(pair.key, 'a merge key');
      if (FORBIDDEN.has(key))
        problems.add('E004', spot(pair.key.range?.[0] ?? 0), `the key "${key}"`, 'choose another name');
    },
  });
}

function spotAt(text: string, offset: number): ShowSpot {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, col: before.at(-1)!.length + 1 };
}

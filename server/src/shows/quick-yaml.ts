// CONTRIBUTOR NOTES
// Reads a show in two parts: lines that hold one plain cue each (see flow-line.ts), and what is left, which goes to the YAML
// parser with one word in the place of each run of such lines. A word must come back where it was put, as an item of its
// list: then the lines stood there too. Inside a text of several lines, behind a dash that is no list, under a key, it does
// not, and the whole text is read by the parser.
import { isCollection, isMap, isNode, isScalar, type LineCounter, type Node, Scalar, visit } from 'yaml';
import { type LineNode, readFlowLine } from './flow-line.ts';
import type { ShowSpot } from './problem.ts';
import type { ReadYaml, YamlPath } from './read-yaml.ts';

/** One line that is one cue. */
interface QuickItem {
  readonly line: number;
  readonly node: LineNode;
}

/** What is left of a text for the parser, and what was taken out of it. */
export interface Skeleton {
  readonly text: string;
  /** Runs of items by the offset of the word that stands for them. */
  readonly runs: ReadonlyMap<number, readonly QuickItem[]>;
  /** Line of the whole text by line of the skeleton, both from 1. */
  readonly lines: readonly number[];
}

const ITEM = /^( +)- (?=\{)/;
/** No show writes so: were the word in the text by itself, the places would still tell. */
const WORD = 'cues_stand_here';
const START: ShowSpot = { line: 1, col: 1 };

/** Takes the plain lines out of a text. */
export function skeletonOf(text: string): Skeleton {
  const rows: string[] = [];
  const lines = [0];
  const runs = new Map<number, QuickItem[]>();
  let offset = 0;
  let run: QuickItem[] | undefined;
  let runIndent = '';
  text.split('\n').forEach((row, i) => {
    const line = i + 1;
    const indent = ITEM.exec(row)?.[1];
    const node =
      indent === undefined
        ? undefined
        : readFlowLine(row.endsWith('\r') ? row.slice(0, -1) : row, indent.length + 2);
    if (node && run && indent === runIndent) {
      run.push({ line, node });
      return;
    }
    run = undefined;
    let left = row;
    if (node) {
      run = [{ line, node }];
      runIndent = indent!;
      left = `${indent}- ${WORD}`;
      runs.set(offset + runIndent.length + 2, run);
    }
    rows.push(left);
    lines.push(line);
    offset += left.length + 1;
  });
  return { text: rows.join('\n'), runs, lines };
}

/**
 * Puts the lines back into the tree of their skeleton, and tells where everything stands in the whole text; undefined when
 * they did not stand where lists have items.
 */
export function fillSkeleton(
  root: Node,
  { runs, lines }: Skeleton,
  lineCounter: LineCounter,
): Pick<ReadYaml, 'spotOf' | 'keySpotOf'> | undefined {
  const items = new WeakMap<object, QuickItem>();
  let found = 0;
  visit(root, {
    Seq(_, seq) {
      if (seq.flow || !seq.items.some((item) => runOf(item, runs))) return;
      seq.items = seq.items.flatMap((item) => {
        const run = runOf(item, runs);
        if (run) found += 1;
        return run?.map((quick) => standIn(quick, items)) ?? [item];
      });
    },
  });
  if (found !== runs.size) return undefined;
  const spotAt = (node: Node): ShowSpot | undefined => {
    if (!node.range) return undefined;
    const { line, col } = lineCounter.linePos(node.range[0]);
    return { line: lines[Math.max(1, line)], col: Math.max(1, col) };
  };
  const spotOf = (path: YamlPath): ShowSpot => {
    const { node, quick, line } = descend(root, path, items);
    return quick ? { line, col: quick.col } : ((node && spotAt(node)) ?? START);
  };
  return {
    spotOf,
    keySpotOf(path, key) {
      const { node, quick, line, whole } = descend(root, path, items);
      const col = whole ? quick?.entries?.get(key)?.keyCol : undefined;
      if (col !== undefined) return { line, col };
      const pair =
        whole && isMap(node)
          ? node.items.find((item) => isScalar(item.key) && item.key.value === key)
          : undefined;
      return (isScalar(pair?.key) && spotAt(pair.key)) || spotOf(path);
    },
  };
}

/** The run that a node stands for, if it is nothing but the word for one. */
function runOf(node: unknown, runs: Skeleton['runs']): readonly QuickItem[] | undefined {
  if (!isScalar(node) || node.value !== WORD || node.type !== 'PLAIN' || node.tag) return undefined;
  return runs.get(node.range?.[0] ?? -1);
}

function standIn(quick: QuickItem, items: WeakMap<object, QuickItem>): Scalar {
  const scalar = new Scalar(quick.node.value);
  items.set(scalar, quick);
  return scalar;
}

/** What was found on a path: a node of the parser, or a value of a line that was read quickly. */
interface Found {
  readonly node?: Node;
  readonly quick?: LineNode;
  readonly line: number;
  /** False when the path leads on from here, to what is not there. */
  readonly whole: boolean;
}

function descend(root: Node, path: YamlPath, items: WeakMap<object, QuickItem>): Found {
  let node = root;
  for (let i = 0; i < path.length; i++) {
    const next: unknown = isCollection(node) ? node.get(path[i], true) : undefined;
    if (!isNode(next)) return { node, line: 0, whole: false };
    node = next;
    const item = items.get(node);
    if (item) return descendLine(item, path.slice(i + 1));
  }
  return { node, line: 0, whole: true };
}

function descendLine({ line, node }: QuickItem, path: YamlPath): Found {
  let quick = node;
  for (const step of path) {
    const next = typeof step === 'number' ? quick.items?.[step] : quick.entries?.get(step)?.node;
    if (!next) return { quick, line, whole: false };
    quick = next;
  }
  return { quick, line, whole: true };
}

import type { Shown } from '../world/sensed.ts';
import { withParticle } from './korean.ts';
import { say } from './table-columns.ts';

type Graph = Extract<Shown, { kind: 'graph' }>['graph'];
type Locale = 'en' | 'ko';

/** Neighbours told before they are only counted. */
const TOLD_MAX = 4;

/** Neighbours of every node, edges taken both ways, in the order of the nodes. */
export function neighboursOf(graph: Graph): Map<string, Set<string>> {
  const near = new Map<string, Set<string>>(graph.nodes.map(({ id }) => [id, new Set()]));
  for (const { from, to } of graph.edges) {
    if (from === to) continue;
    near.get(from)?.add(to);
    near.get(to)?.add(from);
  }
  return near;
}

/** The shortest way between two nodes, both ends in it; undefined when there is none. */
export function shortestPath(graph: Graph, from: string, to: string): string[] | undefined {
  const near = neighboursOf(graph);
  const before = new Map<string, string>([[from, from]]);
  const queue = [from];
  for (let i = 0; i < queue.length; i++) {
    if (queue[i] === to) break;
    for (const next of near.get(queue[i]) ?? []) {
      if (before.has(next)) continue;
      before.set(next, queue[i]);
      queue.push(next);
    }
  }
  if (!before.has(to)) return undefined;
  const path = [to];
  while (path[0] !== from) path.unshift(before.get(path[0])!);
  return path;
}

/** Number of parts that no edge joins. */
export function partsOf(graph: Graph): number {
  const near = neighboursOf(graph);
  const seen = new Set<string>();
  let parts = 0;
  for (const { id } of graph.nodes) {
    if (seen.has(id)) continue;
    parts += 1;
    const queue = [id];
    seen.add(id);
    for (let i = 0; i < queue.length; i++)
      for (const next of near.get(queue[i]) ?? [])
        if (!seen.has(next)) {
          seen.add(next);
          queue.push(next);
        }
  }
  return parts;
}

/** What one says on first seeing a graph. */
export function describeGraph(graph: Graph, locale: Locale): string {
  const parts = partsOf(graph);
  const { nodes, edges, name } = graph;
  const size =
    locale === 'ko'
      ? `${name} 그래프네요. 점 ${nodes.length}개, 선 ${edges.length}개, 덩어리 ${parts}개예요.`
      : `A graph called ${name}: ${nodes.length} nodes, ${edges.length} edges, ${parts} ${parts === 1 ? 'part' : 'parts'}.`;
  return edges.length > 0 ? `${size} ${hub(graph, locale)}` : size;
}

const ASKS = {
  path: /\b(path|route|way|between|from .+ to|connected|steps)\b|경로|길|사이|에서 .+까지|이어/iu,
  hub: /\b(most|hub|central|important|degrees?|popular)\b|가장|제일|중심|허브|차수|많/iu,
  size: /\b(graph|network|nodes?|edges?|parts?|how many)\b|그래프|네트워크|점|선|몇/iu,
} as const;

/** What is asked of the whole graph, with its answer; the first that fits. */
const OF_ALL: readonly {
  readonly find: RegExp;
  readonly tell: (graph: Graph, locale: Locale) => string | undefined;
}[] = [
  {
    find: /\b(alone|isolated|lonely|unconnected|without (?:any )?(?:friends?|neighbou?rs?|edges?|links?))\b|혼자|외톨이|고립|안 이어진/iu,
    tell: tellAlone,
  },
  {
    find: /\b(groups?|parts?|components?|clusters?|islands?)\b|덩어리|그룹|무리|묶음/iu,
    tell: tellParts,
  },
  { find: /\b(average|mean)\b|평균/iu, tell: tellMeanDegree },
  {
    find: /\b(?:strongest|heaviest|thickest|closest|largest|highest) (?:edge|link|tie|connection|bond|weight)|가장 (?:강한|센|두꺼운|무거운|큰) (?:선|연결|관계)/iu,
    tell: tellHeaviest,
  },
];

/** Words that ask whether two are joined at once. */
const ASKS_JOINED =
  /^(?:are|is|do|does)\b.*\b(?:friends?|neighbou?rs?|connected|linked|joined|know|adjacent)\b|친구(?:야|예요|인가요|니|\?)|이어져 ?있|연결되|연결돼|아는 사이/iu;

/** Answers a question about a graph; undefined when it asks nothing of one. */
export function answerGraph(graph: Graph, question: string, locale: Locale): string | undefined {
  const named = namedNodes(graph, question);
  if (named.length >= 2)
    return ASKS_JOINED.test(question.trim())
      ? joined(graph, named[0], named[1], locale)
      : way(graph, named[0], named[1], locale);
  if (named.length === 1) return neighbours(graph, named[0], locale);
  const all = OF_ALL.find(({ find }) => find.test(question))?.tell(graph, locale);
  if (all) return all;
  if (ASKS.hub.test(question) && graph.edges.length > 0) return hub(graph, locale);
  return ASKS.size.test(question) || ASKS.path.test(question) ? describeGraph(graph, locale) : undefined;
}

function nameOf(graph: Graph, id: string): string {
  return graph.nodes.find((node) => node.id === id)?.label ?? id;
}

/** Nodes named in a question, in the order they are named; a longer name hides a shorter one within it. */
function namedNodes(graph: Graph, question: string): string[] {
  const lower = question.toLowerCase();
  const found: { id: string; at: number; end: number }[] = [];
  const byLength = graph.nodes.map(({ id, label }) => ({ id, name: (label ?? id).toLowerCase() }));
  byLength.sort((a, b) => b.name.length - a.name.length);
  for (const { id, name } of byLength) {
    const at = lower.indexOf(name);
    if (at < 0) continue;
    const end = at + name.length;
    const inWord =
      /[a-z0-9]/.test(lower[at - 1] ?? ' ') || (/[a-z0-9]$/.test(name) && /[a-z0-9]/.test(lower[end] ?? ' '));
    // A single letter in a sentence is rather the article than the node.
    if (inWord || (name === 'a' && /\ba\b (?!to|and|-)/.test(lower.slice(at)) && !/\bto a\b/.test(lower)))
      continue;
    if (!found.some((other) => at < other.end && end > other.at)) found.push({ id, at, end });
  }
  return found.sort((a, b) => a.at - b.at).map(({ id }) => id);
}

function hub(graph: Graph, locale: Locale): string {
  let best = graph.nodes[0].id;
  const near = neighboursOf(graph);
  for (const [id, others] of near) if (others.size > near.get(best)!.size) best = id;
  const degree = near.get(best)!.size;
  const name = nameOf(graph, best);
  return locale === 'ko'
    ? `가장 많이 이어진 점은 ${name}, ${degree}개와 이어져 있어요.`
    : `${name} has the most neighbours, ${degree}.`;
}

function way(graph: Graph, from: string, to: string, locale: Locale): string {
  const path = shortestPath(graph, from, to);
  const [a, b] = [nameOf(graph, from), nameOf(graph, to)];
  if (!path)
    return locale === 'ko' ? `${a}에서 ${b}까지 가는 길이 없어요.` : `Nothing leads from ${a} to ${b}.`;
  const told = path.map((id) => nameOf(graph, id)).join(' → ');
  const steps = path.length - 1;
  return locale === 'ko'
    ? `${a}에서 ${b}까지는 ${steps}걸음이에요: ${told}.`
    : `From ${a} to ${b} it takes ${steps} ${steps === 1 ? 'step' : 'steps'}: ${told}.`;
}

function neighbours(graph: Graph, id: string, locale: Locale): string {
  const near = [...(neighboursOf(graph).get(id) ?? [])].map((other) => nameOf(graph, other));
  const name = nameOf(graph, id);
  const told = near.slice(0, TOLD_MAX).join(', ');
  if (near.length === 0)
    return locale === 'ko'
      ? `${withParticle(name, '은')} 아무와도 이어지지 않았어요.`
      : `${name} stands alone.`;
  return locale === 'ko'
    ? `${withParticle(name, '은')} ${near.length}개와 이어져 있어요: ${told}.`
    : `${name} has ${near.length} ${near.length === 1 ? 'neighbour' : 'neighbours'}: ${told}.`;
}

/** Whether an edge joins two nodes; else how they are joined over others. */
function joined(graph: Graph, from: string, to: string, locale: Locale): string {
  if (!neighboursOf(graph).get(from)?.has(to)) {
    const told = way(graph, from, to, locale);
    return locale === 'ko' ? `바로 이어지지는 않았어요. ${told}` : `Not directly. ${told}`;
  }
  const [a, b] = [nameOf(graph, from), nameOf(graph, to)];
  return locale === 'ko' ? `네, ${a} - ${b}, 바로 이어져 있어요.` : `Yes, ${a} and ${b} are joined directly.`;
}

function tellAlone(graph: Graph, locale: Locale): string {
  const alone = [...neighboursOf(graph)]
    .filter(([, near]) => near.size === 0)
    .map(([id]) => nameOf(graph, id));
  const told = alone.slice(0, TOLD_MAX).join(', ');
  if (alone.length === 0) return locale === 'ko' ? '혼자인 점은 없어요.' : 'None stands alone.';
  if (locale === 'ko') return `혼자인 점은 ${alone.length}개예요: ${told}.`;
  return alone.length === 1 ? `${told} stands alone.` : `${alone.length} stand alone: ${told}.`;
}

function tellParts(graph: Graph, locale: Locale): string {
  const parts = partsOf(graph);
  if (locale === 'ko')
    return parts === 1 ? '모두 이어져 한 덩어리예요.' : `서로 이어지지 않은 덩어리가 ${parts}개예요.`;
  return parts === 1 ? 'It all hangs together, one part.' : `${parts} parts that no edge joins.`;
}

function tellMeanDegree(graph: Graph, locale: Locale): string | undefined {
  if (graph.nodes.length === 0) return undefined;
  const degrees = [...neighboursOf(graph).values()].map(({ size }) => size);
  const mean = say(degrees.reduce((a, b) => a + b, 0) / degrees.length, locale);
  return locale === 'ko'
    ? `점 하나에 이웃이 평균 ${mean}개예요.`
    : `A node has ${mean} neighbours on average.`;
}

/** The edge that weighs most; undefined when edges have no weights. */
function tellHeaviest(graph: Graph, locale: Locale): string | undefined {
  const weighed = graph.edges.filter(({ weight }) => weight !== undefined);
  if (weighed.length === 0) return undefined;
  const { from, to, weight = 0 } = weighed.reduce((a, b) => ((b.weight ?? 0) > (a.weight ?? 0) ? b : a));
  const between = `${nameOf(graph, from)} - ${nameOf(graph, to)}`;
  return locale === 'ko'
    ? `가장 무거운 선은 ${between}, ${say(weight, locale)}이에요.`
    : `The heaviest edge is ${between}, ${say(weight, locale)}.`;
}

import type { MachineInfo } from '../crowd/machine.ts';
import { linePlot } from '../crowd/report/svg-plot.ts';
import {
  type CrowdCost,
  cpuMsOf,
  crowdCost,
  EDGE_SHARE,
  fitGrowth,
  type GrowthCell,
  type GrowthModel,
  type Prices,
} from './growth-model.ts';

export interface GrowthPageOptions {
  readonly cells: readonly GrowthCell[];
  readonly prices: Prices;
  readonly command: string;
  readonly machine: MachineInfo;
  /** Address of the plot, as the page sees it. */
  readonly picture: string;
}

const CROWDS = [10_000, 1_000_000] as const;
const CASTS = [20, 100, 200] as const;

/** The page "how cost grows" out of a measured grid: every figure in it comes from there. */
export function growthPage({ cells, prices, command, machine, picture }: GrowthPageOptions): string {
  const model = fitGrowth(cells);
  const costs = CROWDS.flatMap((guests) =>
    CASTS.map((performers) =>
      crowdCost(model, { performers, guests, kBPerSecond: bytesFor(cells, performers), prices }),
    ),
  );
  return `# How cost grows with performers and guests

A grid of stages is measured with \`bench stream\` (real room, real sockets, guests who decode every pose, a core for each side), a
curve is fitted and drawn. This page is written by the command; run it again and the figures change, edit them and they are lost:

\`\`\`sh
${command}
\`\`\`

Measured on ${machine.cores} cores (${machine.cpu}), Node ${machine.node}, commit ${machine.commit}, load ${machine.load1} before the run.
${cautionOf(machine)}
![CPU a tick against guests, measured and fitted](${picture})

## Measured
| performers | guests | CPU ms a tick | fitted | residual | kB/s a guest | animated bodies a guest | late ticks |
|---|---|---|---|---|---|---|---|
${cells.map((cell, i) => cellRow(cell, model, i)).join('\n')}

## The curve
CPU of the server in ms a tick (20 a second; 50 ms would be all of one core), with P performers and G guests:

\`cpu = ${round(model.fixed)} + ${round(model.perPerformer)} P + ${round(model.perGuest)} G + ${exponent(model.perPair)} P G\`

Fitted by least squares on relative errors; R² ${model.fit.r2.toFixed(3)}; root mean square of the residuals
${Math.round(rmsShare(cells, model) * 100)} %. One standard error of the terms: ${model.fit.errors.map(exponent).join(', ')}.

| term | what it is | µs |
|---|---|---|
| fixed | room, timers, clock | ${Math.round(model.fixed * 1000)} a tick |
| a performer | encoding into four layers, once for everybody | ${round(model.perPerformer * 1000)} a tick |
| a guest | choosing, composing and sending one message | ${round(model.perGuest * 1000)} a tick |
| a pair | looking at one performer for one guest | ${round(model.perPair * 1000)} a tick |

A guest costs the same whether ten or ten thousand others watch: nothing in the curve grows with the square of guests. The price of the
cast is paid once (per performer) and once more a little for each guest (per pair); bytes a guest are bounded by the guest's
budget, so more performers mean less detail of the far ones, not more bytes.

${STAGE_ALONE}

## What that means for 10,000 and 1,000,000 guests
One stage thinks and moves; edges of one core each choose and send, filled to ${EDGE_SHARE * 100} % of a core by the curve above, so that a burst makes no tick
late. Prices assumed: ${prices.coreHour} a core-hour, ${prices.egressGB} for 10⁹ bytes sent (in dollars; give yours with
\`--price-core-hour\` and \`--price-gb\`).

| guests | performers | guests an edge | edges (cores) | to guests, Gbit/s | stage to edges, Gbit/s | cores | bytes | a guest-hour |
|---|---|---|---|---|---|---|---|---|
${costs.map(costRow).join('\n')}

Columns "cores", "bytes" and "a guest-hour" are dollars for one guest for one hour. Bandwidth is most of the price, and its size is a setting: the
budget of a guest (\`client-sdk/protocol/limits.ts\`, or what a client asks for). Spectators who take 12 kB/s instead of 36 pay a third.

What the extrapolation leaves out, and what would break first:
- **The feed.** The stage sends its finest layer once (about 2 kB/s a performer) and every edge reads it. At a million guests there are
  hundreds of edges to read it: one Redis does not fan out that far; edges would read from relays in a tree, each hop adding a few ms.
- **Guests with bodies.** These guests watch. A body of a guest is a performer to everybody else: ten thousand bodies in one place
  are beyond one stage, and beyond what anybody can see; they belong into many stages, or far ones into impostors.
- **TLS and a real network**: not measured here; TLS adds CPU to the per-guest term, loss and distance add age to poses.
- **Joins**: a million guests who come in ten minutes are 1,700 joins a second; \`npx troupe crowd run stampede\` tells what one process takes.
- Figures of one machine; run the command on yours. An edge is taken to be this stream without the encoding it shares.
`;
}

/** What a stage does besides, and why physics stays on the thread of the network. */
const STAGE_ALONE = `Minds, motion and physics of the cast are not in these figures: they run once, on the stage, whatever the number of guests
(\`npx troupe bench stage\`).

Of these only the motion model computes in a thread of its own. Physics shares the thread of the network: 2.7 ms a tick of 50 for 1,000 people who walk
about (\`npx troupe bench physics\`). In another thread its answer would come a tick later, 50 ms more between a guest's step and its own
body, and sending would still be the larger part; so a stage that grows gives sending away, to edges, which know neither model nor physics.`;

/** CPU against guests, a colour for each cast: dots are measured, lines fitted. A file of its own. */
export function growthPlot(cells: readonly GrowthCell[]): string {
  const model = fitGrowth(cells);
  const casts = [...new Set(cells.map(({ performers }) => performers))].sort((a, b) => a - b);
  const guestsMax = Math.max(...cells.map(({ guests }) => guests));
  const lines = linePlot({
    title: 'CPU of the server',
    yLabel: 'ms a tick; dots measured, lines fitted',
    xLabel: 'guests',
    series: casts.map((performers, i) => ({
      label: `${performers} performers`,
      colour: (i % 6) + 1,
      points: Array.from({ length: 21 }, (_, k): [number, number] => {
        const guests = (guestsMax * k) / 20;
        return [guests, Math.max(0, cpuMsOf(model, performers, guests))];
      }),
      dots: cells
        .filter((cell) => cell.performers === performers)
        .map(({ guests, cpuMs }) => [guests, cpuMs] as const),
    })),
  });
  return `${lines.replace('<svg ', '<svg xmlns="http://www.w3.org/2000/svg" ').replace('>', `><style>${STYLE}</style><rect width="100%" height="100%" fill="#fff"/>`)}\n`;
}

const STYLE =
  'text{font:11px system-ui,sans-serif;fill:#62646f}.title{font-size:13px;font-weight:600;fill:#1c1d24}.unit{font-weight:400;font-size:11px}.grid{stroke:#e2e1da;fill:none}.line{fill:none;stroke-width:1.8}' +
  ['#b3402a', '#2f6f8f', '#4f7a3a', '#8a5aa8', '#b8862b', '#555']
    .map((colour, i) => `.c${i + 1}{stroke:${colour}}.dot.c${i + 1}{fill:${colour};stroke:none}`)
    .join('');

/** Bytes of a guest at the measured cast that is nearest in size: the most of its cells, since a late stage sends less. */
function bytesFor(cells: readonly GrowthCell[], performers: number): number {
  const distance = (cell: GrowthCell): number => Math.abs(Math.log(cell.performers / performers));
  const nearest = [...cells].sort((a, b) => distance(a) - distance(b) || b.performers - a.performers)[0];
  const alike = cells.filter((cell) => cell.performers === nearest.performers);
  return Math.max(...alike.map(({ kBPerSecond }) => kBPerSecond));
}

/** What a reader must know who would take the figures for more than they are. */
function cautionOf({ cores, load1 }: MachineInfo): string {
  if (load1 <= cores * 0.5) return '';
  return `
**Taken on a busy machine** (load ${load1} on ${cores} cores): other work shared the cores, which makes CPU times larger (caches are lost) and ticks
late. Ratios and shape hold better than sizes; measure again on a quiet machine before you buy any.
`;
}

function rmsShare(cells: readonly GrowthCell[], { fit }: GrowthModel): number {
  const shares = fit.residuals.map((residual, i) => (residual / cells[i].cpuMs) ** 2);
  return Math.sqrt(shares.reduce((sum, share) => sum + share, 0) / shares.length);
}

function cellRow(cell: GrowthCell, model: GrowthModel, i: number): string {
  const { performers, guests, cpuMs, kBPerSecond, animatedBodies, lateTicks } = cell;
  const residual = model.fit.residuals[i];
  const percent = Math.round((residual / cpuMs) * 100);
  const cells = [
    performers,
    guests,
    cpuMs.toFixed(2),
    (cpuMs - residual).toFixed(2),
    `${residual >= 0 ? '+' : ''}${residual.toFixed(2)} (${percent >= 0 ? '+' : ''}${percent} %)`,
    kBPerSecond.toFixed(1),
    animatedBodies,
    lateTicks,
  ];
  return `| ${cells.join(' | ')} |`;
}

function costRow(cost: CrowdCost): string {
  const cells = [
    cost.guests.toLocaleString('en'),
    cost.performers,
    cost.guestsPerEdge.toLocaleString('en'),
    cost.edges.toLocaleString('en'),
    cost.egressGbps.toPrecision(3),
    cost.feedGbps.toPrecision(2),
    cost.corePerGuestHour.toFixed(5),
    cost.egressPerGuestHour.toFixed(5),
    cost.perGuestHour.toFixed(5),
  ];
  return `| ${cells.join(' | ')} |`;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function exponent(value: number): string {
  return value.toExponential(1);
}

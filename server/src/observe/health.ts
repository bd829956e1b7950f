/** What /healthz tells; units in the names. */
export interface Health {
  readonly ok: boolean;
  readonly uptimeS: number;
  readonly tick: number;
  readonly tickMsP50: number;
  readonly tickMsP99: number;
  readonly lateTicks: number;
  readonly performers: number;
  readonly guests: number;
  readonly rssBytes: number;
  /** Most bytes that wait for any one client at this moment, and pose messages that those who are here were spared because of that. */
  readonly bufferedBytesMax: number;
  readonly posesSkipped: number;
  readonly counters: Readonly<Record<string, number>>;
}

/** What /healthz tells of a process: figures of all its stages together, and each for itself when there are several. */
export interface ProcessHealth extends Health {
  readonly stages?: Readonly<Record<string, Health>>;
}

/** Sums what can be summed; of tick times the worst stands for all, and the tick is the first stage's. */
export function healthOfAll(stages: readonly (readonly [id: string, Health])[]): ProcessHealth {
  const all = stages.map(([, health]) => health);
  if (all.length === 1) return all[0];
  const sum = (of: (health: Health) => number): number => all.reduce((total, one) => total + of(one), 0);
  const worst = (of: (health: Health) => number): number => Math.max(...all.map(of));
  const counters: Record<string, number> = {};
  for (const one of all)
    for (const [name, value] of Object.entries(one.counters)) counters[name] = (counters[name] ?? 0) + value;
  return {
    ...all[0],
    ok: all.every(({ ok }) => ok),
    tickMsP50: worst(({ tickMsP50 }) => tickMsP50),
    tickMsP99: worst(({ tickMsP99 }) => tickMsP99),
    lateTicks: sum(({ lateTicks }) => lateTicks),
    performers: sum(({ performers }) => performers),
    guests: sum(({ guests }) => guests),
    bufferedBytesMax: worst(({ bufferedBytesMax }) => bufferedBytesMax),
    posesSkipped: sum(({ posesSkipped }) => posesSkipped),
    counters,
    stages: Object.fromEntries(stages),
  };
}

/** Figures that a stage has for itself, with the words that Prometheus shows beside them. */
const FIGURES: readonly (readonly [name: string, help: string, of: (health: Health) => number])[] = [
  ['troupe_tick', 'ticks stepped since start', ({ tick }) => tick],
  ['troupe_tick_ms_p50', 'median tick time, ms', ({ tickMsP50 }) => tickMsP50],
  ['troupe_tick_ms_p99', '99th percentile tick time, ms', ({ tickMsP99 }) => tickMsP99],
  ['troupe_late_ticks', 'ticks that took over 50 ms', ({ lateTicks }) => lateTicks],
  ['troupe_performers', 'performers on stage', ({ performers }) => performers],
  ['troupe_guests', 'guests on stage', ({ guests }) => guests],
  [
    'troupe_buffered_bytes_max',
    'most bytes waiting for one client',
    ({ bufferedBytesMax }) => bufferedBytesMax,
  ],
  [
    'troupe_poses_skipped',
    'poses not sent to clients that are here, since they read too slowly',
    ({ posesSkipped }) => posesSkipped,
  ],
];

/** Text of /metrics in the Prometheus exposition format; of several stages each figure is told with its stage. */
export function prometheusText(health: ProcessHealth): string {
  const { stages } = health;
  const of: readonly (readonly [labels: string, Health])[] = stages
    ? Object.entries(stages).map(([id, one]) => [`{stage="${id}"}`, one])
    : [['', health]];
  const lines = [
    ...FIGURES.map(([name, help, figure]) =>
      gauge(
        name,
        help,
        of.map(([labels, one]) => [labels, figure(one)]),
      ),
    ),
    gauge('troupe_rss_bytes', 'resident memory of the process', [['', health.rssBytes]]),
    ...Object.keys(health.counters).map((name) =>
      gauge(
        `troupe_${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`,
        'counted since start',
        of.map(([labels, one]) => [labels, one.counters[name] ?? 0]),
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function gauge(name: string, help: string, values: readonly (readonly [labels: string, number])[]): string {
  const rows = values.map(([labels, value]) => `${name}${labels} ${Number.isFinite(value) ? value : 0}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...rows].join('\n');
}

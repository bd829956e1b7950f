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

/** Text of /metrics in the Prometheus exposition format. */
export function prometheusText(health: Health): string {
  const lines = [
    gauge('troupe_tick', 'ticks stepped since start', health.tick),
    gauge('troupe_tick_ms_p50', 'median tick time, ms', health.tickMsP50),
    gauge('troupe_tick_ms_p99', '99th percentile tick time, ms', health.tickMsP99),
    gauge('troupe_late_ticks', 'ticks that took over 50 ms', health.lateTicks),
    gauge('troupe_performers', 'performers on stage', health.performers),
    gauge('troupe_guests', 'guests on stage', health.guests),
    gauge('troupe_rss_bytes', 'resident memory of the process', health.rssBytes),
    gauge('troupe_buffered_bytes_max', 'most bytes waiting for one client', health.bufferedBytesMax),
    gauge(
      'troupe_poses_skipped',
      'poses not sent to clients that are here, since they read too slowly',
      health.posesSkipped,
    ),
    ...Object.entries(health.counters).map(([name, value]) =>
      gauge(`troupe_${name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`)}`, 'counted since start', value),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function gauge(name: string, help: string, value: number): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${Number.isFinite(value) ? value : 0}`;
}

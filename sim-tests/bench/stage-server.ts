/** The server of the stage bench, started with fork(): `troupe serve` as it is, with a meter. */
import { readConfig, serve } from '@troupe/server';

export interface StageServerOrder {
  readonly performers: number;
  readonly guestsMax: number;
  /** Further options of `troupe serve`. */
  readonly serve?: readonly string[];
}

export interface StageServerReport {
  readonly ticks: number;
  readonly lateTicks: number;
  readonly tickMs: { readonly p50: number; readonly p90: number; readonly p99: number };
  readonly cpuShare: number;
  readonly rssMb: number;
  readonly motionLate: number;
  readonly motionInvalid: number;
}

async function main(order: StageServerOrder): Promise<void> {
  const config = readConfig(
    [
      '--port',
      '0',
      '--host',
      '127.0.0.1',
      '--performers',
      `${order.performers}`,
      '--guests-max',
      `${order.guestsMax}`,
      ...(order.serve ?? []),
    ],
    {},
  );
  const running = await serve(config);
  const { host } = running;
  let cpu = process.cpuUsage();
  let startedMs = 0;
  let motionLate = 0;
  process.on('message', (word) => {
    if (word === 'start') {
      host.times.reset();
      cpu = process.cpuUsage();
      startedMs = performance.now();
      motionLate = host.stage.world.counters.motionLate;
    } else if (word === 'stop') {
      const used = process.cpuUsage(cpu);
      const report: StageServerReport = {
        ticks: host.times.count,
        lateTicks: host.times.late,
        tickMs: {
          p50: host.times.quantile(0.5),
          p90: host.times.quantile(0.9),
          p99: host.times.quantile(0.99),
        },
        cpuShare: (used.user + used.system) / 1000 / (performance.now() - startedMs),
        rssMb: process.memoryUsage.rss() / 1e6,
        motionLate: host.stage.world.counters.motionLate - motionLate,
        motionInvalid: host.stage.world.counters.motionInvalid,
      };
      process.send?.(report);
    } else {
      process.exit(0);
    }
  });
  process.send?.({ port: running.port });
}

process.on('disconnect', () => process.exit(0));
if (process.send && process.argv[2]?.startsWith('{')) {
  main(JSON.parse(process.argv[2])).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Histogram } from './measure/histogram.ts';
import { addAll } from './measure/merge-windows.ts';
import type { Counter, Metric } from './measure/metrics.ts';
import type { Window } from './measure/recorder.ts';
import { expose } from './report/prometheus.ts';
import { describeHistogram } from './report/summary.ts';
import type { StageSecond } from './stage-probe.ts';

/** Serves the figures of a run while it goes. */
export interface LivePort {
  readonly port: number;
  update(window: Window, stage: StageSecond | undefined): void;
  close(): void;
}

/** Opens `/metrics` on the loopback; 0 takes a free port. @throws Error when the port is taken */
export async function openLivePort(port: number): Promise<LivePort> {
  const totals = new Map<Metric, Histogram>();
  let counts: Partial<Record<Counter, number>> = {};
  let live = 0;
  const add = (metric: Metric, sparse: readonly number[]): void => {
    const total = totals.get(metric) ?? new Histogram();
    total.addSparse(sparse);
    totals.set(metric, total);
  };
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') {
      response.writeHead(404).end('see /metrics\n');
      return;
    }
    const metrics = Object.fromEntries([...totals].map(([name, total]) => [name, describeHistogram(total)]));
    const lines = [
      ...expose({ metrics, counts, labels: 'live="1"' }),
      '# HELP troupe_crowd_guests guests with a seat now',
      '# TYPE troupe_crowd_guests gauge',
      `troupe_crowd_guests{live="1"} ${live}`,
    ];
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`${lines.join('\n')}\n`);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch((error: Error) => {
    throw new Error(`--prometheus ${port}: ${error.message}; choose another port`);
  });
  return {
    port: (server.address() as AddressInfo).port,
    update(window, stage) {
      counts = addAll([counts, window.counts]);
      live = window.live;
      for (const [metric, sparse] of Object.entries(window.metrics)) add(metric as Metric, sparse);
      if (stage) add('server_tick_ms', stage.tickMs);
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

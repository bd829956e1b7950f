/** Bots in a process of their own, started with fork() and an order as JSON. */
import { type BotsOrder, runBots } from './run-bots.ts';

async function main(order: BotsOrder): Promise<void> {
  const stop = new AbortController();
  process.on('message', () => stop.abort());
  const report = await runBots(order, {
    onWindow: (window) => process.send?.({ window }),
    stop: stop.signal,
  });
  await new Promise((resolve) => process.send?.({ report }, resolve));
  process.exit(0);
}

process.on('disconnect', () => process.exit(0));
// Imported for its types it does nothing; as a child process it runs.
if (process.send && process.argv[2]?.startsWith('{')) {
  main(JSON.parse(process.argv[2])).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

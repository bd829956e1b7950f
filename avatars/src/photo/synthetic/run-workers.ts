import { fork } from 'node:child_process';

/** Forks one process an order and adds up how many things they say they have done. */
export async function runWorkers(
  worker: string,
  what: string,
  total: number,
  orders: readonly unknown[],
): Promise<void> {
  const done = orders.map(() => 0);
  await Promise.all(
    orders.map(
      (order, w) =>
        new Promise<void>((resolve, reject) => {
          const child = fork(worker, [JSON.stringify(order)], {
            stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
          });
          child.on('message', (message) => {
            done[w] = (message as { done: number }).done;
            console.error(`${done.reduce((a, b) => a + b, 0)}/${total} ${what}`);
          });
          child.on('error', reject);
          child.on('exit', (code) =>
            code === 0 ? resolve() : reject(new Error(`a sample worker ended with code ${code}`)),
          );
        }),
    ),
  );
}

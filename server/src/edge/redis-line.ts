import type { RedisDriver } from '@colyseus/redis-driver';
import { RedisPresence } from '@colyseus/redis-presence';
import { Redis } from 'ioredis';
import { LivingRoomsDriver } from './living-rooms-driver.ts';

/** Everything of one process that goes over Redis: two connections of ours, and what Colyseus places joins by. */
export interface RedisLine {
  readonly pub: Redis;
  readonly sub: Redis;
  readonly presence: RedisPresence;
  readonly driver: RedisDriver;
  close(): void;
}

/**
 * Connects to Redis.
 *
 * @throws Error naming the address when nothing answers there
 */
export async function openRedisLine(url: string, onProblem: (message: string) => void): Promise<RedisLine> {
  // What cannot be sent now is old when it can be: nothing waits in a queue.
  const options = { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 1 };
  const pub = new Redis(url, options);
  const sub = new Redis(url, { ...options, enableOfflineQueue: true });
  let told = '';
  for (const client of [pub, sub]) {
    client.on('error', (error: Error) => {
      if (error.message !== told) onProblem(`redis: ${error.message}`);
      told = error.message;
    });
  }
  try {
    await Promise.all([pub.connect(), sub.connect()]);
  } catch (error) {
    pub.disconnect();
    sub.disconnect();
    throw new Error(
      `no Redis at ${new URL(url).host}: ${(error as Error).message}; start one or set REDIS_URL to where it is`,
    );
  }
  return {
    pub,
    sub,
    presence: new RedisPresence(url),
    driver: new LivingRoomsDriver(url, pub),
    close() {
      pub.disconnect();
      sub.disconnect();
    },
  };
}

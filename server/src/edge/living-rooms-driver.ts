import { RedisDriver } from '@colyseus/redis-driver';
import type { Redis } from 'ioredis';

/** Channel on which a process of Colyseus 0.17 is spoken to; its connection to Redis, and so its life, ends with it. */
function channelOf(processId: string): string {
  return `p:${processId}`;
}

/**
 * The list of rooms that joins are placed by, less those of processes that died a moment ago and are still listed.
 *
 * Colyseus asks a listed room for a seat and waits 2 s for the answer of a dead one, then 2 s for its process: a guest of a
 * killed edge who was sent there came back after 5 s. Redis knows at once who listens, so it is asked first.
 */
export class LivingRoomsDriver extends RedisDriver {
  readonly #redis: Redis;

  /**
   * @param url Redis of the list
   * @param redis a connection that is free for commands
   */
  constructor(url: string, redis: Redis) {
    super(url);
    this.#redis = redis;
  }

  override findOne(...[conditions, sortOptions]: Parameters<RedisDriver['findOne']>) {
    if (conditions.roomId !== undefined) return super.findOne(conditions, sortOptions);
    return this.#firstLiving(conditions, sortOptions) as ReturnType<RedisDriver['findOne']>;
  }

  async #firstLiving(...[conditions, sortOptions]: Parameters<RedisDriver['findOne']>) {
    const rooms = await this.query(conditions, sortOptions);
    const processIds = [...new Set(rooms.map(({ processId }) => processId))];
    if (processIds.length === 0) return undefined;
    // A flat list: channel, listeners, channel, listeners.
    const listeners = (await this.#redis.pubsub('NUMSUB', ...processIds.map(channelOf))) as unknown[];
    return rooms.find(({ processId }) => Number(listeners[2 * processIds.indexOf(processId) + 1]) > 0);
  }
}

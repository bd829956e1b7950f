import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LivingRoomsDriver } from './living-rooms-driver.ts';

const REDIS_URL = process.env.REDIS_URL;
/** A database of its own: what is listed there is seen by nobody else. */
const DATABASE = 1 + ((process.pid + 7) % 15);
const LIVING = `living-${process.pid}`;

describe.skipIf(!REDIS_URL)('the list that joins are placed by', () => {
  let redis: Redis;
  let life: Redis;
  let driver: LivingRoomsDriver;

  beforeAll(async () => {
    const url = new URL(REDIS_URL ?? '');
    url.pathname = `/${DATABASE}`;
    redis = new Redis(url.href);
    life = new Redis(url.href);
    driver = new LivingRoomsDriver(url.href, redis);
    await life.subscribe(`p:${LIVING}`);
    for (const [roomId, processId, clients] of [
      ['of-the-dead', `dead-${process.pid}`, 0],
      ['busy', LIVING, 9],
      ['quiet', LIVING, 4],
    ] as const) {
      const room = { roomId, processId, clients, name: 'stage', locked: false, private: false };
      await redis.hset('roomcaches', roomId, JSON.stringify(room));
    }
  });

  afterAll(async () => {
    await redis?.del('roomcaches');
    await driver?.shutdown();
    life?.disconnect();
    redis?.disconnect();
  });

  const search = { name: 'stage', locked: false, private: false };

  test('a room of a process that nobody hears is passed over, though it is the emptiest', async () => {
    expect((await driver.query(search, { clients: 1 }))[0].roomId).toBe('of-the-dead');
    expect((await driver.findOne(search, { clients: 1 }))?.roomId).toBe('quiet');
  });

  test('a room that is asked for by its id is found as before', async () => {
    expect((await driver.findOne({ roomId: 'of-the-dead' }))?.clients).toBe(0);
  });

  test('nobody there is no room', async () => {
    expect(await driver.findOne({ ...search, name: 'elsewhere' }, { clients: 1 })).toBeUndefined();
  });
});

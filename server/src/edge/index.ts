export { EdgeHost } from './edge-host.ts';
export { EdgeHub } from './edge-hub.ts';
export { openRedisLine, type RedisLine } from './redis-line.ts';

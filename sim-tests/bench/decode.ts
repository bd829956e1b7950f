import { parseArgs } from 'node:util';
import { poseMessages } from '../tools/pose-messages.ts';
import { type DecodeTimes, timeDecode } from '../tools/time-decode.ts';
import { recordTape } from './motion-tape.ts';
import { publish, quantiles, round } from './report.ts';

const TAPE = { people: 24, ticks: 60 } as const;
const ROUNDS = 12;
const SPACING_M = 2;
/** What 200 bodies may cost a client, ms a message. */
const BAR_MS = 1;
/** Everybody at all 52 joints in every message is more than any stage sends; the other row is what distance gives a crowd of 200. */
const STREAMS = {
  full: () => 0,
  byDistance: (n: number) => (n < 14 ? 0 : n < 54 ? 1 : n < 150 ? 2 : 3),
} as const;

/**
 * What a client spends on the pose stream: bytes to poses, poses into the jitter buffer, everybody interpolated for a
 * picture. Exit code 1 when bytes to poses cost more than a millisecond in the median.
 */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      bodies: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
      json: { type: 'boolean' },
      record: { type: 'boolean' },
    },
  });
  const bodies = Number(values.bodies);
  if (!Number.isInteger(bodies) || bodies < 1 || bodies > 2_000)
    throw new Error(`--bodies: a whole number from 1 to 2000, not "${values.bodies}"`);
  const tape = await recordTape({ ...TAPE, seed: Number(values.seed) });
  const side = Math.ceil(Math.sqrt(bodies));
  const placeOf = (n: number) => [(n % side) * SPACING_M, Math.floor(n / side) * SPACING_M] as const;
  const rows = Object.fromEntries(
    Object.entries(STREAMS).map(([name, layerOf]) => {
      const messages = poseMessages(tape, { bodies, ticks: TAPE.ticks, layerOf, placeOf });
      const bytes = messages.reduce((sum, one) => sum + one.length, 0);
      return [
        name,
        { bytesPerMessage: Math.round(bytes / messages.length), ...row(timeDecode(messages, ROUNDS)) },
      ];
    }),
  );
  const most = Math.max(...Object.values(rows).map((one) => one.decodeMs.p50));
  publish('decode', { bodies, ...rows, barMs: BAR_MS, held: most <= BAR_MS }, args);
  return most <= BAR_MS ? 0 : 1;
}

function row(times: DecodeTimes) {
  if (times.malformed + times.orphanDeltas > 0)
    throw new Error(
      `bench decode: ${times.malformed} malformed, ${times.orphanDeltas} orphans; nothing was measured`,
    );
  return {
    bodiesPerMessage: round(times.bodiesDecoded / times.decodeMs.length),
    decodeMs: quantiles(times.decodeMs),
    bufferMs: quantiles(times.bufferMs),
    sampleMs: quantiles(times.sampleMs),
  };
}

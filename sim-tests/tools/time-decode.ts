// Times what a client does with a pose message. Runs in Node and in browsers alike, so it leans on the SDK alone.
import { PoseSampler } from '@troupe/client-sdk/playback';
import { PoseDecoder } from '@troupe/client-sdk/protocol';

/** Times in ms, one entry a message or a picture; and what was decoded, so that nobody times an empty loop. */
export interface DecodeTimes {
  /** Bytes to poses. */
  readonly decodeMs: number[];
  /** Poses into the jitter buffer. */
  readonly bufferMs: number[];
  /** Everybody interpolated for one picture, three pictures a message. */
  readonly sampleMs: number[];
  bodiesDecoded: number;
  malformed: number;
  orphanDeltas: number;
}

const TICK_MS = 50;
const PICTURES_PER_MESSAGE = 3;

/**
 * Decodes a stream of messages again and again, each round with a fresh decoder.
 *
 * @param rounds how often; the first is warm-up and not counted
 */
export function timeDecode(messages: readonly Uint8Array[], rounds: number): DecodeTimes {
  const times: DecodeTimes = {
    decodeMs: [],
    bufferMs: [],
    sampleMs: [],
    bodiesDecoded: 0,
    malformed: 0,
    orphanDeltas: 0,
  };
  for (let round = 0; round <= rounds; round++) {
    const decoder = new PoseDecoder();
    const sampler = new PoseSampler();
    const touched: number[] = [];
    const onBody = ({ netId }: { readonly netId: number }): void => {
      touched.push(netId);
    };
    messages.forEach((message, tick) => {
      touched.length = 0;
      const startMs = performance.now();
      const presentAtMs = decoder.decode(message, { onBody });
      const decodedMs = performance.now();
      for (const netId of touched) sampler.add(decoder.bodies.get(netId)!, presentAtMs, presentAtMs + 20);
      const bufferedMs = performance.now();
      for (let picture = 0; picture < PICTURES_PER_MESSAGE; picture++)
        sampler.sample((tick + picture / PICTURES_PER_MESSAGE) * TICK_MS + 20);
      const sampledMs = performance.now();
      if (round === 0) return;
      times.decodeMs.push(decodedMs - startMs);
      times.bufferMs.push(bufferedMs - decodedMs);
      times.sampleMs.push((sampledMs - bufferedMs) / PICTURES_PER_MESSAGE);
      times.bodiesDecoded += touched.length;
    });
    times.malformed += decoder.counters.malformed;
    times.orphanDeltas += decoder.counters.orphanDeltas;
  }
  return times;
}

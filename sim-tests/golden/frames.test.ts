import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decode } from '@colyseus/schema';
import { Room } from '@colyseus/sdk';
import {
  BYTES_TYPE,
  CLIENT_MESSAGES,
  decodeVoiceChunk,
  PoseDecoder,
  readSense,
} from '@troupe/client-sdk/protocol';
import { unpack } from 'msgpackr';
import { describe, expect, test } from 'vitest';
import { type GoldenFrames, makeFrames, plainJson } from './make-frames.ts';
import { readBlocks } from './read-blocks.ts';

const path = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url));
const bin = readFileSync(path('vhp1-frames.bin'));
const json = JSON.parse(readFileSync(path('vhp1-frames.json'), 'utf8')) as GoldenFrames;
const bytesOf = ({ offset, length }: { offset: number; length: number }): Buffer =>
  bin.subarray(offset, offset + length);

interface RosterState {
  readonly humans: Map<
    string,
    { netId: number; performer: boolean; nameEn: string; nameKo: string; bodyId: string }
  >;
}

/** What Colyseus' own SDK makes of frames, one after the other. */
function sdkReader(): (bytes: Uint8Array) => unknown {
  const room = new Room<unknown, RosterState>('stage');
  const sent: number[] = [];
  room.connection = { isOpen: true, send: (data: Uint8Array) => sent.push(...data) } as never;
  room.roomId = 'room';
  const poses = new PoseDecoder();
  let last: unknown;
  const hear = (take: (message: never) => unknown) => (message: never) => {
    last = take(message);
  };
  room['onJoin'](() => {
    last = { kind: 'joined' };
  });
  room.onError((code, message) => {
    last = { kind: 'error', code, message };
  });
  room.onStateChange((state) => {
    const humans = [...state.humans.values()].map(({ netId, performer, nameEn, nameKo, bodyId }) => {
      return { netId, performer, nameEn, nameKo, bodyId };
    });
    last = { kind: 'roster', humans };
  });
  room.onMessage(
    BYTES_TYPE.pose,
    hear((bytes: Uint8Array) => ({ kind: 'pose', ...readBlocks(poses, bytes) })),
  );
  room.onMessage(
    BYTES_TYPE.voice,
    hear((bytes: Uint8Array) => {
      const chunk = decodeVoiceChunk(bytes)!;
      return { kind: 'voice', ...chunk, samples: [...chunk.samples] };
    }),
  );
  for (const type of ['welcome', 'pong', 'lost', 'works', 'senseRefused', 'event', 'behaviour', 'cue', 'show'])
    room.onMessage(
      type,
      hear((message: unknown) => ({ kind: 'message', type, message })),
    );
  return (bytes) => {
    last = undefined;
    room['onMessageCallback']({ data: Uint8Array.from(bytes).buffer } as MessageEvent);
    if ((last as { kind?: string } | undefined)?.kind !== 'joined') return last;
    expect(sent).toEqual([10]);
    return { kind: 'joined', reconnectionToken: room.reconnectionToken.split(':')[1] };
  };
}

describe('golden frames of VHP/1', () => {
  test('are what the stage and a client write today', () => {
    const made = makeFrames();
    expect(Buffer.compare(Buffer.from(made.bin), bin), 'run `npx node sim-tests/golden/make-frames.ts`').toBe(
      0,
    );
    expect(made.json).toEqual(json);
  });

  test('H1 to H6: the SDK of Colyseus reads the frames of the stage to what the file says', () => {
    const read = sdkReader();
    for (const frame of json.toClient) {
      const means = JSON.parse(plainJson(read(bytesOf(frame))));
      expect(means, frame.name).toEqual(frame.means);
    }
  });

  test('the server of Colyseus reads the frames of a client, and the stage takes every message', () => {
    const types = new Set(Object.keys(CLIENT_MESSAGES));
    for (const frame of json.toStage) {
      const bytes = bytesOf(frame);
      const { kind, type, message } = frame.means as {
        kind: string;
        type: keyof typeof CLIENT_MESSAGES;
        message: unknown;
      };
      if (kind !== 'message') {
        expect(bytes.length).toBe(1);
        continue;
      }
      const it = { offset: 1 };
      expect(bytes[0]).toBe(13);
      expect(decode.stringCheck(bytes, it)).toBe(true);
      expect(decode.string(bytes, it)).toBe(type);
      expect(unpack(bytes.subarray(it.offset))).toEqual(message);
      expect(CLIENT_MESSAGES[type].safeParse(message).success, type).toBe(true);
      if (type === 'sense') expect(readSense(message).ok).toBe(true);
      types.delete(type);
    }
    expect([...types]).toEqual([]);
  });

  test('hold every type of message, and every mode of a joint', () => {
    const kinds = new Set(json.toClient.map(({ means }) => means.kind));
    expect([...kinds].sort()).toEqual(['error', 'joined', 'message', 'pose', 'roster', 'voice']);
    expect(json.toClient.some(({ name }) => name.includes('every mode'))).toBe(true);
  });
});

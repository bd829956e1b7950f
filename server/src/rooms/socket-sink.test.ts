import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type Client, ClientState } from '@colyseus/core';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { HEADER_BYTES_MAX, writeFrame } from '../send/frames.ts';
import { sinkOf } from './socket-sink.ts';

const MESSAGE_BYTES = 20_000;
/** More than two kernels' buffers hold. */
const MESSAGES = 1_000;

let server: WebSocketServer | undefined;
afterEach(() => {
  for (const client of server?.clients ?? []) client.terminate();
  server?.close();
});

/** A socket of the server and a client at its other end, over loopback. */
async function openPair(): Promise<{ near: WebSocket; far: WebSocket }> {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  await once(server, 'listening');
  const accepted = once(server, 'connection');
  const far = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [[near]] = await Promise.all([accepted, once(far, 'open')]);
  return { near, far };
}

function numbered(n: number): Buffer {
  const message = Buffer.alloc(MESSAGE_BYTES);
  message.writeUInt32LE(n);
  return message;
}

function frameOf(message: Buffer): Buffer {
  const frame = Buffer.alloc(message.length + HEADER_BYTES_MAX);
  return frame.subarray(0, writeFrame(frame, 0, message));
}

describe('socket sink', () => {
  it('keeps the order of its frames among messages of ws, with a reader who stops, and knows what is unsent', async () => {
    const { near, far } = await openPair();
    const sink = sinkOf({ ref: near, state: ClientState.JOINED } as unknown as Client);
    const got: number[] = [];
    const all = new Promise<void>((resolve) => {
      far.on('message', (data: Buffer) => {
        got.push(data.readUInt32LE());
        if (got.length === MESSAGES) resolve();
      });
    });
    sink.write(frameOf(numbered(0)));
    expect(sink.bufferedBytes()).toBe(0);
    far.pause();
    for (let n = 1; n < MESSAGES; n++) {
      if (n % 7 === 3) near.send(numbered(n));
      else sink.write(frameOf(numbered(n)));
    }
    expect(sink.bufferedBytes()).toBeGreaterThan(MESSAGE_BYTES);
    far.resume();
    await all;
    expect(got).toEqual(Array.from({ length: MESSAGES }, (_, n) => n));
    await expect.poll(() => sink.bufferedBytes()).toBe(0);
  });

  it('forgets what was unsent when the other end is gone, and writes no more', async () => {
    const { near, far } = await openPair();
    const sink = sinkOf({ ref: near, state: ClientState.JOINED } as unknown as Client);
    far.pause();
    for (let n = 0; n < MESSAGES; n++) sink.write(frameOf(numbered(n)));
    const closed = once(near, 'close');
    far.terminate();
    await closed;
    sink.write(frameOf(numbered(0)));
    await expect.poll(() => sink.bufferedBytes()).toBe(0);
  });
});

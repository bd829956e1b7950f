import type { Socket } from 'node:net';
import { type Client, ClientState } from '@colyseus/core';
import { CLOSE_CODE } from '@troupe/client-sdk/protocol';
import type { WebSocket } from 'ws';
import type { Sink } from '../send/index.ts';

/** How long a client that is sent away may take to go. */
const DROP_GRACE_MS = 1_000;

/**
 * What is sent every tick goes around Colyseus' queue and around ws: it is frames already (send/frames.ts), and all of a
 * tick goes to the socket in one write. Without compression ws keeps nothing back, so order stays.
 */
export function sinkOf(client: Client): Sink {
  const socket = client.ref as unknown as WebSocket & { readonly _socket?: Socket };
  return {
    write(frames) {
      const tcp = socket.readyState === socket.OPEN ? socket._socket : undefined;
      if (tcp?.writable) tcp.write(frames);
    },
    bufferedBytes: () => socket.bufferedAmount,
    // Until a client has said that it joined, Colyseus keeps its messages back: they are not to be overtaken.
    hasJoined: () => client.state === ClientState.JOINED,
    drop() {
      client.leave(CLOSE_CODE.slowReader, 'slow reader');
      // One that does not read does not answer the close either.
      setTimeout(() => socket.terminate(), DROP_GRACE_MS).unref();
    },
  };
}

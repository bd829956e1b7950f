// CONTRIBUTOR NOTES
// A crowd's poses are tens of thousands of writes a second, and a third of what each costs is not the kernel's but the bookkeeping of Node's
// Writable (19 us a write, of which 12 are the kernel's, 100 guests). Poses are whole frames, sent or left out, never kept: so as long as
// nothing is queued they go to the socket by the method that Writable itself would call, and what the kernel did not take is counted here.
// Order stays: both roads end in the same queue of the handle, and this one is taken only when the other's is empty.
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
  let writes = 0;
  let bytes = 0;
  const written = (error?: Error | null): void => {
    writes -= 1;
    if (writes === 0) bytes = 0;
    if (error) socket._socket?.destroy(error);
  };
  return {
    write(frames) {
      const tcp = socket.readyState === socket.OPEN ? socket._socket : undefined;
      if (!tcp?.writable) return;
      if (tcp.writableLength > 0) {
        tcp.write(frames);
        return;
      }
      // The kernel takes it at once, and `written` is called before this returns, or it waits in the handle.
      writes += 1;
      bytes += frames.length;
      tcp._write(frames, 'buffer' as BufferEncoding, written);
    },
    bufferedBytes: () => socket.bufferedAmount + bytes,
    // Until a client has said that it joined, Colyseus keeps its messages back: they are not to be overtaken.
    hasJoined: () => client.state === ClientState.JOINED,
    drop() {
      client.leave(CLOSE_CODE.slowReader, 'slow reader');
      // One that does not read does not answer the close either.
      setTimeout(() => socket.terminate(), DROP_GRACE_MS).unref();
    },
  };
}

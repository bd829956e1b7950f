import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import type { BridgeStatus } from './bridge.ts';
import type { ListenConfig } from './bridge-config.ts';
import { isLoopback } from './bridge-config.ts';

const UDP = {
  /** Packets a second that are read; more are left out. */
  perSecondMax: 2_000,
  /** Packets handed to the system and not yet gone. */
  waitingMax: 256,
} as const;

export interface UdpIn {
  readonly port: number;
  close(): Promise<void>;
}

/** Listens at a UDP port. Only this machine and those in `allow` are heard; of a flood only so much a second. */
export async function listenUdp(
  config: ListenConfig,
  status: BridgeStatus,
  parts: { readonly nowMs: () => number; readonly onPacket: (bytes: Uint8Array) => void },
): Promise<UdpIn> {
  const socket = open(config.host);
  const heard = new Set(config.allow);
  let windowMs = 0;
  let inWindow = 0;
  socket.on('message', (bytes, from) => {
    const nowMs = parts.nowMs();
    if (Math.abs(nowMs - windowMs) >= 1_000) [windowMs, inWindow] = [nowMs, 0];
    inWindow += 1;
    const known = isLoopback(from.address) || heard.has(from.address.replace(/^::ffff:/, ''));
    if (!known || inWindow > UDP.perSecondMax) status.dropped += 1;
    else {
      status.received += 1;
      parts.onPacket(bytes);
    }
  });
  await new Promise<void>((done, fail) => {
    socket.once('error', (error) => fail(new Error(`${status.kind} cannot listen: ${error.message}`)));
    socket.bind({ port: config.port, address: config.host, exclusive: true }, done);
  });
  socket.on('error', (error) => {
    status.problem = error.message;
  });
  return { port: socket.address().port, close: () => close(socket) };
}

export interface UdpOut {
  send(bytes: Uint8Array): void;
  /** Sends and waits until it is on its way. */
  close(last?: readonly Uint8Array[]): Promise<void>;
}

/** Sends to one address. Nobody there, or no way there, is told in the status and never breaks anything. */
export function sendUdp(target: { host: string; port: number }, status: BridgeStatus): UdpOut {
  const { host, port } = target;
  const socket = open(host);
  let waiting = 0;
  const send = (bytes: Uint8Array, done: () => void): void => {
    if (waiting >= UDP.waitingMax) {
      status.dropped += 1;
      done();
      return;
    }
    waiting += 1;
    socket.send(bytes, port, host, (error) => {
      waiting -= 1;
      if (error) {
        status.dropped += 1;
        status.problem = error.message;
      } else status.sent += 1;
      done();
    });
  };
  socket.on('error', (error) => {
    status.problem = error.message;
  });
  return {
    send: (bytes) => send(bytes, () => {}),
    async close(last = []) {
      for (const bytes of last) await new Promise<void>((done) => send(bytes, done));
      await close(socket);
    },
  };
}

function open(host: string): Socket {
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
  // A stage ends when it is told to, whatever sockets are open.
  socket.unref();
  return socket;
}

function close(socket: Socket): Promise<void> {
  return new Promise((done) => socket.close(() => done()));
}

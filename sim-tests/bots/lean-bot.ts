// CONTRIBUTOR NOTES
// The SDK's client keeps state, logs and reconnects; hundreds of them in one process measure themselves. This bot
// speaks just enough of Colyseus 0.18 (matchmaking over HTTP, JOIN_ROOM and its answer, plain and bytes messages) over
// a bare socket. Truth about the SDK comes from the tests of StageClient.
import { Packr } from 'msgpackr';
import WebSocket from 'ws';

/** First byte of a Colyseus message. */
const CODE = { joinRoom: 10, error: 11, roomData: 13, roomDataBytes: 17 } as const;

const PACKR = new Packr({ useRecords: false });

export interface LeanBotOptions {
  /** http address of the server. */
  readonly url: string;
  readonly room: string;
  /** Options of the join. */
  readonly join: Record<string, unknown>;
  /** A bytes message of the server, without its type. Valid only during the call. */
  onBytes?(type: number, bytes: Uint8Array): void;
  /** A plain message of the server. */
  onPlain?(type: string, message: unknown): void;
  /** Any message, for counting. */
  onMessage?(bytes: number): void;
  onClose?(code: number, reason: string): void;
}

/** A connected bot. */
export interface LeanBot {
  readonly socket: WebSocket;
  send(type: string, message: unknown): void;
  close(): void;
}

interface Seat {
  readonly sessionId: string;
  readonly roomId: string;
  readonly processId: string;
  readonly error?: string;
  readonly message?: string;
}

/**
 * Takes a seat and joins.
 *
 * @throws Error with the server's words when it refuses
 */
export async function joinStage(options: LeanBotOptions): Promise<LeanBot> {
  const answer = await fetch(`${options.url}/matchmake/joinOrCreate/${options.room}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(options.join),
  });
  const seat = (await answer.json()) as Seat;
  if (!answer.ok) throw new Error(`bot: no seat: ${seat.error ?? seat.message ?? answer.status}`);
  const address = `${options.url.replace(/^http/, 'ws')}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`;
  const socket = new WebSocket(address, { perMessageDeflate: false });
  return new Promise((resolve, reject) => {
    let joined = false;
    socket.on('error', reject);
    socket.on('close', (code, reason) => {
      if (!joined) reject(new Error(`bot: closed while joining: ${code} ${reason}`));
      options.onClose?.(code, String(reason));
    });
    socket.on('message', (data) => {
      const bytes = data as Buffer;
      options.onMessage?.(bytes.length);
      const code = bytes[0] & 31;
      if (code === CODE.roomDataBytes) options.onBytes?.(bytes[1], bytes.subarray(2));
      else if (code === CODE.roomData) options.onPlain?.(...readMessage(bytes));
      else if (code === CODE.joinRoom) {
        joined = true;
        socket.send(Uint8Array.of(CODE.joinRoom));
        resolve({
          socket,
          send: (type, message) => sendMessage(socket, type, message),
          close: () => socket.close(),
        });
      } else if (code === CODE.error && !joined) {
        reject(new Error(`bot: refused: ${bytes.subarray(1).toString('utf8')}`));
      }
    });
  });
}

/** Type and value of a plain message; types are short strings. */
function readMessage(bytes: Buffer): [string, unknown] {
  const end = 2 + (bytes[1] & 31);
  const body = bytes.subarray(end);
  return [bytes.toString('utf8', 2, end), body.length > 0 ? PACKR.unpack(body) : undefined];
}

/** A plain message: code, type as a short string, value in msgpack. */
function sendMessage(socket: WebSocket, type: string, message: unknown): void {
  if (socket.readyState !== WebSocket.OPEN) return;
  const name = Buffer.from(type, 'utf8');
  socket.send(Buffer.concat([Uint8Array.of(CODE.roomData, 0xa0 | name.length), name, PACKR.pack(message)]));
}

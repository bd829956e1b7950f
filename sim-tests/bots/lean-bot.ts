// CONTRIBUTOR NOTES
// The SDK's client keeps state, logs and reconnects; hundreds of them in one process measure themselves. This bot
// speaks just enough of Colyseus 0.18 (matchmaking over HTTP, JOIN_ROOM and its answer, plain and bytes messages) over
// a bare socket. Truth about the SDK comes from the tests of StageClient.
import { Packr } from 'msgpackr';
import WebSocket from 'ws';

/** First byte of a Colyseus message. */
const CODE = { joinRoom: 10, error: 11, roomData: 13, roomDataBytes: 17 } as const;

const SEAT_ATTEMPTS = 3;
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
  /** Types of plain messages that are unpacked and handed on; all of them without it. */
  readonly plainTypes?: ReadonlySet<string>;
  /** Any message, for counting. */
  onMessage?(bytes: number): void;
  onClose?(code: number, reason: string): void;
  /** Longest that taking a seat may take, ms; 15 s by default. */
  readonly joinMsMax?: number;
}

/** By this a bot whose connection broke comes back to its own seat. */
export interface SeatTicket {
  readonly address: string;
  readonly token: string;
}

/** A connected bot. */
export interface LeanBot {
  readonly socket: WebSocket;
  readonly ticket: SeatTicket;
  /** Sends a plain message; returns its bytes, 0 when the connection is not open. */
  send(type: string, message: unknown): number;
  close(): void;
}

interface Seat {
  readonly sessionId: string;
  readonly roomId: string;
  readonly processId: string;
  readonly publicAddress?: string;
  readonly error?: string;
  readonly message?: string;
}

const JOIN_MS_MAX = 15_000;

/**
 * Takes a seat and joins.
 *
 * @throws Error with the server's words when it refuses
 */
export async function joinStage(options: LeanBotOptions): Promise<LeanBot> {
  const seat = await takeSeat(options);
  // Which server of a stage has the seat is said with it; one alone says nothing.
  const server = seat.publicAddress ? `ws://${seat.publicAddress}` : options.url.replace(/^http/, 'ws');
  return openSeat(options, `${server}/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}`);
}

/**
 * Comes back to a seat after the connection broke.
 *
 * @throws Error when the seat is gone
 */
export function resumeStage(options: LeanBotOptions, { address, token }: SeatTicket): Promise<LeanBot> {
  return openSeat(options, address, `&reconnectionToken=${token}&skipHandshake=1`);
}

function openSeat(options: LeanBotOptions, address: string, more = ''): Promise<LeanBot> {
  const socket = new WebSocket(address + more, {
    perMessageDeflate: false,
    handshakeTimeout: options.joinMsMax ?? JOIN_MS_MAX,
  });
  return new Promise((resolve, reject) => {
    let joined = false;
    socket.on('error', reject);
    socket.on('close', (code, reason) => {
      if (!joined) reject(new Error(`bot: closed while joining: ${code} ${reason}`));
      else options.onClose?.(code, String(reason));
    });
    socket.on('message', (data) => {
      const bytes = data as Buffer;
      options.onMessage?.(bytes.length);
      const code = bytes[0] & 31;
      if (code === CODE.roomDataBytes) options.onBytes?.(bytes[1], bytes.subarray(2));
      else if (code === CODE.roomData) hearPlain(options, bytes);
      else if (code === CODE.joinRoom) {
        joined = true;
        socket.send(Uint8Array.of(CODE.joinRoom));
        const token = bytes.toString('latin1', 2, 2 + bytes[1]);
        resolve({
          socket,
          ticket: { address, token },
          send: (type, message) => sendMessage(socket, type, message),
          close: () => socket.close(),
        });
      } else if (code === CODE.error && !joined) {
        reject(new Error(`bot: refused: ${bytes.subarray(1).toString('utf8')}`));
      }
    });
  });
}

/** Asks for a seat; a connection that the server had just closed for idleness is tried anew, as a browser does. */
async function takeSeat(options: LeanBotOptions): Promise<Seat> {
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await fetch(`${options.url}/matchmake/joinOrCreate/${options.room}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(options.join),
        signal: AbortSignal.timeout(options.joinMsMax ?? JOIN_MS_MAX),
      });
      const seat = (await answer.json()) as Seat;
      if (answer.ok) return seat;
      throw new Error(`bot: no seat: ${seat.error ?? seat.message ?? answer.status}`);
    } catch (error) {
      if (!(error instanceof TypeError) || attempt === SEAT_ATTEMPTS) throw error;
    }
  }
}

/** A plain message goes to who wants it; types are short strings, and what nobody wants is not unpacked. */
function hearPlain({ plainTypes, onPlain }: LeanBotOptions, bytes: Buffer): void {
  const end = 2 + (bytes[1] & 31);
  const type = bytes.toString('latin1', 2, end);
  if (!onPlain || (plainTypes && !plainTypes.has(type))) return;
  const body = bytes.subarray(end);
  onPlain(type, body.length > 0 ? PACKR.unpack(body) : undefined);
}

/** A plain message: code, type as a short string, value in msgpack. */
function sendMessage(socket: WebSocket, type: string, message: unknown): number {
  if (socket.readyState !== WebSocket.OPEN) return 0;
  const name = Buffer.from(type, 'utf8');
  const frame = Buffer.concat([Uint8Array.of(CODE.roomData, 0xa0 | name.length), name, PACKR.pack(message)]);
  socket.send(frame);
  return frame.length;
}

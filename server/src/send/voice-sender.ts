// CONTRIBUTOR NOTES
// A line of five seconds is 220 kB: sent in one piece it stands before the poses of the next second in every socket. So
// sound goes out a little ahead of its time, in pieces that all listeners share, and a client that cannot take it gets
// silence, not old sound. A line broken off is simply not sent any further.
import { BYTES_TYPE, encodeVoiceChunk, WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import { PREFIX_BYTES, sealFrame } from './frames.ts';
import { SEND } from './pose-sender.ts';
import type { SendClient } from './send-client.ts';

export const VOICE_SEND = {
  /** How far ahead of its time sound is sent: at a line's start, and grown to once it runs, ms. */
  firstLeadMs: 450,
  leadMs: 900,
  leadGrowth: 0.25,
  /** Least sound in a piece, but for the last of a line, ms. */
  pieceMs: 200,
  /** A listener hears lines spoken within this of its camera: whoever can be spoken to across the plaza is heard across it, m. */
  earshotM: 60,
  linesMax: 4,
  /** Lines going on at once on a stage; more are not heard. */
  activeMax: 64,
} as const;

/** A line being said. */
export interface VoicedLine {
  readonly uid: number;
  readonly netId: number;
  /** Stage time of its first sample, ms. */
  readonly playAtMs: number;
  readonly pcm: Int16Array;
  readonly rateHz: number;
}

interface Active extends VoicedLine {
  sent: number;
}

/** Sends the sound of lines to who listens. */
export class VoiceSender {
  readonly listeners = new Set<SendClient>();
  readonly #lines: Active[] = [];
  /** Pieces not sent because a client could not take them, and lines not sent because too many went on. */
  dropped = 0;

  /** A line begins; what the same human was saying is over. */
  begin(line: VoicedLine): void {
    this.#remove((other) => other.netId === line.netId);
    if (this.#lines.length >= VOICE_SEND.activeMax) this.dropped += 1;
    else this.#lines.push({ ...line, sent: 0 });
  }

  /** A line is broken off. */
  stop(uid: number): void {
    this.#remove((line) => line.uid === uid);
  }

  /** Sends what is due at a stage time; `placeOf` tells where a human stands, m. */
  send(stageMs: number, placeOf: (netId: number) => { x: number; z: number } | undefined): void {
    for (let i = this.#lines.length - 1; i >= 0; i--) {
      const line = this.#lines[i];
      const place = placeOf(line.netId);
      if (!place) {
        this.#lines.splice(i, 1);
        continue;
      }
      const sinceMs = Math.max(0, stageMs - line.playAtMs);
      const leadMs = Math.min(VOICE_SEND.leadMs, VOICE_SEND.firstLeadMs + sinceMs * VOICE_SEND.leadGrowth);
      const until = Math.floor(((stageMs + leadMs - line.playAtMs) * line.rateHz) / 1000);
      this.#sendUntil(line, Math.min(until, line.pcm.length), place);
      if (line.sent >= line.pcm.length) this.#lines.splice(i, 1);
    }
  }

  #sendUntil(line: Active, until: number, place: { x: number; z: number }): void {
    const least = (VOICE_SEND.pieceMs * line.rateHz) / 1000;
    while (line.sent < until) {
      const to = Math.min(until, line.sent + WIRE_LIMITS.voiceSamplesMax);
      if (to - line.sent < least && to < line.pcm.length) return;
      const { netId, uid, playAtMs, rateHz, pcm } = line;
      const samples = pcm.subarray(line.sent, to);
      const piece = { netId, uid, playAtMs, rateHz, total: pcm.length, first: line.sent, samples };
      const frame = encodeVoiceChunk(piece, PREFIX_BYTES);
      const end = sealFrame(frame, 0, frame.length, BYTES_TYPE.voice);
      const sealed = frame.subarray(0, end);
      for (const client of this.listeners) {
        if (client.dropped || !this.#hears(client, line, place)) continue;
        if (client.sink.bufferedBytes() > SEND.skipBufferedBytes) this.dropped += 1;
        else client.sink.write(sealed);
      }
      line.sent = to;
    }
  }

  /** Within earshot, and not drowned by nearer ones: with few lines everything in earshot is heard. */
  #hears(client: SendClient, line: Active, place: { x: number; z: number }): boolean {
    const { x, z } = client.view;
    if (Math.hypot(place.x - x, place.z - z) > VOICE_SEND.earshotM) return false;
    return this.#lines.length <= VOICE_SEND.linesMax || this.#lines.indexOf(line) < VOICE_SEND.linesMax;
  }

  #remove(which: (line: Active) => boolean): void {
    for (let i = this.#lines.length - 1; i >= 0; i--) if (which(this.#lines[i])) this.#lines.splice(i, 1);
  }
}

// CONTRIBUTOR NOTES
// Sound belongs to the picture: bodies are shown `delayMs` after the stage (the jitter buffer), so a line is played that
// much after its stage time too, or lips and words part. The line keeps the delay with which it began: a delay that
// creeps by milliseconds is not seen, a seam between two pieces is heard.
import type { VoiceChunk } from '@troupe/client-sdk/protocol';

export const VOICE_PLAYER = {
  /** Full loudness within this of the listener, and how fast it falls beyond, m (inverse law). */
  nearM: 2.2,
  rolloff: 0.9,
  farM: 40,
  /** A line broken off fades this fast, s. */
  fadeS: 0.04,
  /** Lines played at once; the oldest give way. */
  linesMax: 8,
} as const;

export interface Place {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

export interface VoicePlayerOptions {
  /** Made after a person has touched the page: browsers play nothing before. */
  readonly context: AudioContext;
  /** Stage time now, ms: `client.stageMs()`. */
  readonly stageMs: () => number;
  /** How much later than the stage its picture is shown, ms: `client.sampler.clock.delayMs`. */
  readonly delayMs: () => number;
}

interface Line {
  readonly netId: number;
  readonly gain: GainNode;
  readonly panner: PannerNode;
  /** Context time of its first sample, s. */
  readonly startS: number;
  readonly sources: Set<AudioBufferSourceNode>;
  endS: number;
}

/**
 * Plays voices in place. Feed it the client's `voice` events, tell it where speakers and listener are, and stop a line
 * when its behaviour is stopped.
 *
 * @example
 * const player = new VoicePlayer({ context: new AudioContext(), stageMs: () => client.stageMs(), delayMs: () => client.sampler.clock.delayMs });
 * client.on('voice', (chunk) => player.add(chunk));
 * client.on('behaviour', ({ uid, ev }) => ev === 'stopped' && player.stop(uid));
 * client.listen(true);
 */
export class VoicePlayer {
  readonly #options: VoicePlayerOptions;
  readonly #lines = new Map<number, Line>();
  readonly #out: GainNode;
  /** Pieces that came after their time, wholly or in part. */
  latePieces = 0;

  constructor(options: VoicePlayerOptions) {
    this.#options = options;
    this.#out = options.context.createGain();
    this.#out.connect(options.context.destination);
  }

  /** Loudness of everything, 0..1; 0 is mute. */
  set volume(value: number) {
    this.#out.gain.value = Math.min(1, Math.max(0, value));
  }

  /** Wire ids of who is heard now. */
  get speaking(): ReadonlySet<number> {
    const now = this.#options.context.currentTime;
    const heard = [...this.#lines.values()].filter((line) => line.startS <= now && now < line.endS);
    return new Set(heard.map((line) => line.netId));
  }

  /** Takes a piece; what of it is already past is left out. */
  add(chunk: VoiceChunk): void {
    const { context } = this.#options;
    const line = this.#lines.get(chunk.uid) ?? this.#begin(chunk);
    const atS = line.startS + chunk.first / chunk.rateHz;
    const lateS = Math.max(0, context.currentTime - atS);
    const durationS = chunk.samples.length / chunk.rateHz;
    if (lateS > 0) this.latePieces += 1;
    if (lateS >= durationS) return;
    const buffer = context.createBuffer(1, chunk.samples.length, chunk.rateHz);
    const data = buffer.getChannelData(0);
    for (let i = 0; i < data.length; i++) data[i] = chunk.samples[i] / 32_768;
    const source = context.createBufferSource();
    source.buffer = buffer;
    source.connect(line.gain);
    source.onended = () => {
      line.sources.delete(source);
      if (line.sources.size === 0 && context.currentTime >= line.endS) this.#drop(chunk.uid);
    };
    source.start(Math.max(atS, context.currentTime), lateS);
    line.sources.add(source);
  }

  /** Breaks a line off. */
  stop(uid: number): void {
    const line = this.#lines.get(uid);
    if (!line) return;
    const now = this.#options.context.currentTime;
    line.gain.gain.setTargetAtTime(0, now, VOICE_PLAYER.fadeS / 3);
    for (const source of line.sources) source.stop(now + VOICE_PLAYER.fadeS);
    line.endS = now;
    this.#lines.delete(uid);
    setTimeout(() => line.panner.disconnect(), VOICE_PLAYER.fadeS * 2_000);
  }

  /** Where a speaker is, m. */
  place(netId: number, { x, y, z }: Place): void {
    for (const { netId: speaker, panner } of this.#lines.values()) {
      if (speaker !== netId) continue;
      panner.positionX.value = x;
      panner.positionY.value = y;
      panner.positionZ.value = z;
    }
  }

  /** Where the listener is and where it looks (a direction on the ground), m. */
  listenFrom({ x, y, z }: Place, dirX: number, dirZ: number): void {
    const { listener } = this.#options.context;
    // Firefox has no positions of a listener as parameters yet.
    if (!listener.positionX) {
      listener.setPosition(x, y, z);
      listener.setOrientation(dirX, 0, dirZ, 0, 1, 0);
      return;
    }
    listener.positionX.value = x;
    listener.positionY.value = y;
    listener.positionZ.value = z;
    listener.forwardX.value = dirX;
    listener.forwardY.value = 0;
    listener.forwardZ.value = dirZ;
  }

  /** Everything falls silent; the context is the owner's to close. */
  dispose(): void {
    for (const uid of [...this.#lines.keys()]) this.stop(uid);
    this.#out.disconnect();
  }

  #begin(chunk: VoiceChunk): Line {
    const { context, stageMs, delayMs } = this.#options;
    if (this.#lines.size >= VOICE_PLAYER.linesMax) this.stop(this.#lines.keys().next().value!);
    // What somebody says replaces what it was saying.
    for (const [uid, line] of this.#lines) if (line.netId === chunk.netId) this.stop(uid);
    const gain = context.createGain();
    const panner = context.createPanner();
    panner.panningModel = 'equalpower';
    panner.distanceModel = 'inverse';
    panner.refDistance = VOICE_PLAYER.nearM;
    panner.rolloffFactor = VOICE_PLAYER.rolloff;
    panner.maxDistance = VOICE_PLAYER.farM;
    gain.connect(panner);
    panner.connect(this.#out);
    const startS = context.currentTime + (chunk.playAtMs + delayMs() - stageMs()) / 1000;
    const endS = startS + chunk.total / chunk.rateHz;
    const line = {
      netId: chunk.netId,
      gain,
      panner,
      startS,
      sources: new Set<AudioBufferSourceNode>(),
      endS,
    };
    this.#lines.set(chunk.uid, line);
    return line;
  }

  #drop(uid: number): void {
    this.#lines.get(uid)?.panner.disconnect();
    this.#lines.delete(uid);
  }
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { VoiceAsk } from '../world/voices.ts';
import type { EspeakAnswer, EspeakAsk, EspeakTold } from './espeak-child.ts';
import { lineTimes } from './line-times.ts';
import { singingSpec, singLine } from './sing-line.ts';
import { speakable } from './speakable.ts';
import type { SpokenLine, Voice } from './voice.ts';

export const ESPEAK_DEFAULTS = {
  /** Lines that wait for the child; more are refused. */
  queueMax: 64,
  /** Longest that a line may take once begun, and that a child may take to be ready, ms. */
  lineMs: 5_000,
  readyMs: 120_000,
  /** A child that died is started again after this, doubling up to the most; so often without a word spoken it stays away. */
  restartMs: 500,
  restartMsMax: 30_000,
  failuresMax: 5,
} as const;

/** Samples a second of eSpeak NG. */
export const ESPEAK_RATE_HZ = 22_050;
const VOICES = { en: 'en-us', ko: 'ko' } as const;
const CHILD = fileURLToPath(new URL('espeak-child.ts', import.meta.url));

interface Job {
  readonly ask: VoiceAsk;
  readonly id: number;
  readonly parts: Int16Array[];
  readonly told: EspeakTold[];
  readonly places: readonly number[];
  readonly onFirst: (() => void) | undefined;
  resolve(line: SpokenLine): void;
  reject(error: Error): void;
}

type EspeakLimits = Readonly<Record<keyof typeof ESPEAK_DEFAULTS, number>>;

export interface EspeakOptions extends Partial<EspeakLimits> {
  /** Told when the voice comes and goes. */
  readonly onReady?: (ready: boolean) => void;
  readonly onProblem?: (message: string) => void;
  /** Program of the child; for tests. */
  readonly child?: string;
}

/**
 * eSpeak NG in a child process, one line at a time. Whatever happens to the child, every line that was asked for is
 * answered or refused; a child that dies or hangs is replaced.
 */
export function createEspeakVoice(options: EspeakOptions = {}): Voice {
  return new EspeakVoice({ ...ESPEAK_DEFAULTS, ...options });
}

class EspeakVoice implements Voice {
  readonly #options: EspeakLimits & EspeakOptions;
  readonly #queue: Job[] = [];
  #child: ChildProcess | undefined;
  #current: Job | undefined;
  #ready = false;
  #closed = false;
  #failures = 0;
  #ids = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: EspeakLimits & EspeakOptions) {
    this.#options = options;
    this.#start();
  }

  get ready(): boolean {
    return this.#ready;
  }

  speak(ask: VoiceAsk, onFirst?: () => void): Promise<SpokenLine> {
    return new Promise((resolve, reject) => {
      if (this.#closed || !this.#ready) return reject(new Error('voice: eSpeak NG is not there'));
      if (this.#queue.length >= this.#options.queueMax)
        return reject(new Error(`voice: ${this.#options.queueMax} lines wait already`));
      this.#ids += 1;
      const { places } = speakable(ask.text);
      this.#queue.push({ ask, id: this.#ids, parts: [], told: [], places, onFirst, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    this.#refuseAll('the stage closes');
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGKILL');
    await gone;
  }

  #start(): void {
    const child = fork(this.#options.child ?? CHILD, {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      execArgv: [],
    });
    this.#child = child;
    child.on('message', (answer: EspeakAnswer) => this.#take(child, answer));
    child.on('error', () => this.#gone(child, 'it cannot be started'));
    child.on('exit', (code, signal) => this.#gone(child, `it ended (${signal ?? code})`));
    this.#watch(child, this.#options.readyMs, 'it does not get ready');
  }

  /** Ends a child that does not do its work in time. */
  #watch(child: ChildProcess, ms: number, why: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#options.onProblem?.(`voice: eSpeak NG is replaced: ${why}`);
      child.kill('SIGKILL');
    }, ms);
    this.#timer.unref();
  }

  #take(child: ChildProcess, answer: EspeakAnswer): void {
    if (child !== this.#child) return;
    if (answer.kind === 'ready') {
      clearTimeout(this.#timer);
      this.#ready = true;
      this.#options.onReady?.(true);
      this.#next();
      return;
    }
    if (answer.kind === 'none') {
      this.#failures = this.#options.failuresMax;
      this.#options.onProblem?.(
        `voice: there is none (${answer.message}); lines are shown and not heard. \`npm ci\` brings eSpeak NG.`,
      );
      return;
    }
    const job = this.#current;
    if (!job || answer.id !== job.id) return;
    if (answer.kind === 'part') {
      if (job.parts.length === 0) job.onFirst?.();
      if (answer.pcm.length > 0) job.parts.push(answer.pcm);
      job.told.push(...answer.events);
      return;
    }
    clearTimeout(this.#timer);
    this.#current = undefined;
    if (answer.kind === 'failed') job.reject(new Error(`voice: ${answer.message}`));
    else {
      this.#failures = 0;
      job.resolve(finish(job));
    }
    this.#next();
  }

  #next(): void {
    const child = this.#child;
    if (!this.#ready || this.#current || !child) return;
    const job = this.#queue.shift();
    if (!job) return;
    this.#current = job;
    const { locale, variant, notes } = job.ask;
    const { text } = speakable(job.ask.text);
    const { rate, pitch, range } = notes ? singingSpec(notes, variant) : job.ask;
    const ask: EspeakAsk = { id: job.id, text, voice: `${VOICES[locale]}+${variant}`, rate, pitch, range };
    this.#watch(child, this.#options.lineMs, `a line took over ${this.#options.lineMs} ms`);
    child.send(ask);
  }

  #gone(child: ChildProcess, why: string): void {
    if (child !== this.#child) return;
    this.#child = undefined;
    clearTimeout(this.#timer);
    const spoke = this.#ready;
    this.#ready = false;
    this.#refuseAll(why);
    if (spoke) this.#options.onReady?.(false);
    if (this.#closed || this.#failures >= this.#options.failuresMax) return;
    const { restartMs, restartMsMax, failuresMax, onProblem } = this.#options;
    const waitMs = Math.min(restartMsMax, restartMs * 2 ** this.#failures);
    this.#failures += 1;
    onProblem?.(
      this.#failures >= failuresMax
        ? `voice: eSpeak NG failed ${failuresMax} times (${why}); lines are shown and not heard from now on`
        : `voice: eSpeak NG is gone: ${why}; starting it again in ${waitMs} ms`,
    );
    if (this.#failures >= failuresMax) return;
    this.#timer = setTimeout(() => this.#start(), waitMs);
    this.#timer.unref();
  }

  #refuseAll(why: string): void {
    const jobs = this.#current ? [this.#current, ...this.#queue] : [...this.#queue];
    this.#current = undefined;
    this.#queue.length = 0;
    for (const job of jobs) job.reject(new Error(`voice: ${why}`));
  }
}

function finish(job: Job): SpokenLine {
  const pcm = new Int16Array(job.parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of job.parts) {
    pcm.set(part, at);
    at += part.length;
  }
  const durationMs = Math.round((pcm.length * 1000) / ESPEAK_RATE_HZ);
  const times = lineTimes(job.ask, job.told, job.places, durationMs);
  const { notes } = job.ask;
  if (!notes) return { pcm, rateHz: ESPEAK_RATE_HZ, ...times };
  const sung = singLine({ ...job.ask, notes }, { pcm, rateHz: ESPEAK_RATE_HZ, times });
  return { pcm: sung.pcm, rateHz: ESPEAK_RATE_HZ, ...sung.times };
}

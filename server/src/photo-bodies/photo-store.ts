// CONTRIBUTOR NOTES
// Nothing here is ever written to disk: photos, pictures of the steps, what was understood and the bodies live in this
// process's memory, so that deleting is letting go, and a restart forgets everybody. One photo is worked on at a time,
// in a process of its own that is killed when it takes too long or too much; the others wait in a bounded line.
import { randomBytes } from 'node:crypto';
import type { PhotoResult } from '@troupe/avatars/photo';
import { PhotoRefused } from '@troupe/avatars/photo-refusal';
import type { PhotoRun } from '@troupe/avatars/photo-run';
import { HttpTrouble } from './http-trouble.ts';
import type { PhotoBodiesLimits } from './limits.ts';
import {
  createJob,
  type JobEvent,
  type PhotoBody,
  type PhotoJob,
  tellBody,
  tellPreview,
} from './photo-job.ts';
import type { Upload } from './read-upload.ts';

export interface PhotoStoreOptions {
  /** assets/models/body */
  readonly modelFolder: string;
  readonly limits: PhotoBodiesLimits;
  readonly nowMs: () => number;
  readonly onProblem: (message: string) => void;
  /** Works on one photo; `runPhoto` but in tests. */
  readonly work: (photo: Uint8Array, run: PhotoRun) => Promise<PhotoResult>;
}

const SECRET_BYTES = 24;
const ID_BYTES = 8;

/** All photos on their way and all bodies made of them. */
export class PhotoStore {
  readonly #options: PhotoStoreOptions;
  readonly #jobs = new Map<string, PhotoJob>();
  readonly #waiting: PhotoJob[] = [];
  #working: PhotoJob | undefined;
  #closed = false;
  /** Told of each body that is no more. */
  onGone: (bodyId: string) => void = () => {};

  constructor(options: PhotoStoreOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#jobs.size;
  }

  /** @throws HttpTrouble 404 */
  job(secret: string): PhotoJob {
    const job = this.#jobs.get(secret);
    if (job) return job;
    throw new HttpTrouble(
      404,
      'unknown',
      'There is no such body: it was deleted, its time is over, or the server was started anew.',
      'Send the photo again.',
    );
  }

  /** @throws HttpTrouble 503 when there is no room for another */
  refuseFull(): void {
    const { waitingMax, jobsMax } = this.#options.limits;
    this.sweep();
    if (this.#waiting.length < waitingMax && this.#jobs.size < jobsMax) return;
    throw new HttpTrouble(
      503,
      'busy',
      `${this.#waiting.length} photos wait and ${this.#jobs.size} bodies are held.`,
      'Try again in a minute.',
    );
  }

  /** Takes a new photo. @throws HttpTrouble 503 */
  start(upload: Upload & { readonly photo: Uint8Array }): PhotoJob {
    this.refuseFull();
    const job = createJob(randomBytes(SECRET_BYTES).toString('base64url'), this.#until('bodySecondsMax'));
    this.#jobs.set(job.secret, job);
    job.wishes = upload.wishes;
    job.keepPhoto = upload.keepPhoto;
    this.#enqueue(job, upload.photo, upload.also);
    return job;
  }

  /** Makes the body anew with other wishes; what was understood of the same photo is used again. */
  correct(job: PhotoJob, upload: Upload): void {
    if (job.state === 'waiting' || job.state === 'working') {
      throw new HttpTrouble(409, 'at-work', 'The photo is still being worked on.', 'Wait, or cancel first.');
    }
    const photo = upload.photo ?? job.photo;
    if (!photo) {
      throw new HttpTrouble(
        409,
        'photo-needed',
        'The photo was not kept, as agreed.',
        'Send it again with the correction.',
      );
    }
    if (this.#waiting.length >= this.#options.limits.waitingMax) this.refuseFull();
    const { author, consent, name } = job.wishes;
    const kept = {
      ...(author ? { author } : {}),
      ...(consent ? { consent } : {}),
      ...(name ? { name } : {}),
    };
    job.wishes = { ...kept, ...upload.wishes };
    const further = upload.photo || upload.also.length > 0 ? upload.also : job.also;
    this.#enqueue(job, photo, further);
  }

  /** Ends the work on a photo; a body made before stays. */
  cancel(job: PhotoJob): void {
    if (job.state !== 'waiting' && job.state !== 'working') return;
    const at = this.#waiting.indexOf(job);
    if (at >= 0) this.#waiting.splice(at, 1);
    job.stop?.abort();
    this.#settle(job, job.body ? 'done' : 'cancelled', { type: 'cancelled' });
    this.#tellPlaces();
  }

  /** Lets go of everything there is of a job, at once. */
  delete(job: PhotoJob): void {
    this.cancel(job);
    this.#jobs.delete(job.secret);
    this.#dropBody(job);
    job.photo = undefined;
    job.also = [];
    job.understood = undefined;
    job.previews = [];
    job.wishes = {};
    this.#tell(job, { type: 'deleted' });
    job.listeners.clear();
  }

  /** A body by its public id. */
  body(id: string): PhotoBody | undefined {
    return this.#jobOf(id)?.body;
  }

  /** True when whoever holds this secret may wear this body. */
  mayWear(id: string, secret: string): boolean {
    return this.#jobs.get(secret)?.body?.id === id;
  }

  /** Somebody puts the body on (1) or takes it off (-1); a worn body is not forgotten. */
  worn(id: string, change: 1 | -1): void {
    const job = this.#jobOf(id);
    if (!job) return;
    job.wearers = Math.max(0, job.wearers + change);
    job.untilMs = this.#until('bodySecondsMax');
  }

  /** Hears what happens to a job; first what has happened already. Returns what ends it. */
  listen(job: PhotoJob, listener: (event: JobEvent) => void): () => void {
    if (job.listeners.size >= this.#options.limits.listenersMax) {
      throw new HttpTrouble(429, 'listeners', 'Too many listen to this body.', 'Close another page.');
    }
    for (const preview of job.previews) listener(tellPreview(preview));
    if (job.state === 'waiting') listener({ type: 'waiting', ahead: this.#waiting.indexOf(job) });
    else if (job.state === 'working') listener({ type: 'step', step: job.step });
    else listener(ending(job));
    job.listeners.add(listener);
    return () => job.listeners.delete(listener);
  }

  /** Forgets what is over its time. */
  sweep(): void {
    const now = this.#options.nowMs();
    for (const job of this.#jobs.values()) {
      const busy = job.wearers > 0 || job.state === 'waiting' || job.state === 'working';
      if (!busy && now >= job.untilMs) this.delete(job);
    }
  }

  close(): void {
    this.#closed = true;
    for (const job of [...this.#jobs.values()]) this.delete(job);
  }

  #until(limit: 'bodySecondsMax' | 'refusalSecondsMax'): number {
    return this.#options.nowMs() + this.#options.limits[limit] * 1000;
  }

  #jobOf(bodyId: string): PhotoJob | undefined {
    for (const job of this.#jobs.values()) if (job.body?.id === bodyId) return job;
    return undefined;
  }

  #enqueue(job: PhotoJob, photo: Uint8Array, also: readonly Uint8Array[]): void {
    job.photo = photo;
    job.also = also;
    job.state = 'waiting';
    job.trouble = undefined;
    job.previews = [];
    this.#waiting.push(job);
    this.#tellPlaces();
    void this.#next();
  }

  async #next(): Promise<void> {
    if (this.#working || this.#closed) return;
    const job = this.#waiting.shift();
    if (!job) return;
    this.#working = job;
    this.#tellPlaces();
    try {
      await this.#make(job);
    } finally {
      this.#working = undefined;
      void this.#next();
    }
  }

  async #make(job: PhotoJob): Promise<void> {
    const { limits, modelFolder, nowMs, onProblem, work } = this.#options;
    const stop = new AbortController();
    job.stop = stop;
    job.state = 'working';
    const id = `photo-${randomBytes(ID_BYTES).toString('hex')}`;
    const startMs = nowMs();
    try {
      const made = await work(job.photo!, {
        modelFolder,
        also: job.also,
        wishes: job.wishes,
        stageId: id,
        signal: stop.signal,
        limits: {
          secondsMax: limits.workSecondsMax,
          wallSecondsMax: limits.workWallSecondsMax,
          memoryMaxMiB: limits.workMemoryMaxMiB,
        },
        ...(job.understood ? { known: job.understood } : {}),
        tell: (step) => {
          if (stop.signal.aborted) return;
          job.step = step;
          this.#tell(job, { type: 'step', step });
        },
        show: (preview) => {
          if (stop.signal.aborted) return;
          job.previews.push(preview);
          this.#tell(job, tellPreview(preview));
        },
      });
      if (stop.signal.aborted) return;
      this.#dropBody(job);
      const { vrm, stage, report } = made;
      const seconds = Math.round(nowMs() - startMs) / 1000;
      job.body = { id, file: stage!.body, vrm, lods: stage!.lods, report, seconds };
      job.understood = made.understood;
      this.#settle(job, 'done', { type: 'done', body: tellBody(job.body) });
    } catch (error) {
      if (stop.signal.aborted) return;
      if (error instanceof PhotoRefused) {
        const { code, message, advice } = error;
        job.trouble = { code, message: message.slice(0, -advice.length).trim(), advice };
        this.#settle(job, 'refused', { type: 'refused', ...job.trouble });
      } else {
        onProblem(`body from a photo: ${(error as Error).message}`);
        const advice = 'Try again; if it happens again, tell whoever runs this stage.';
        job.trouble = { code: 'failed', message: 'The body could not be made.', advice };
        this.#settle(job, 'failed', { type: 'failed', ...job.trouble });
      }
    }
  }

  /** The work is over: what shows the photo goes, unless the giver asked to keep it. */
  #settle(job: PhotoJob, state: PhotoJob['state'], event: JobEvent): void {
    job.state = state;
    job.step = '';
    job.stop = undefined;
    job.untilMs = this.#until(job.body ? 'bodySecondsMax' : 'refusalSecondsMax');
    if (!job.keepPhoto || !job.body) job.photo = undefined;
    if (!job.photo) {
      job.previews = [];
      job.also = [];
    }
    this.#tell(job, event);
  }

  #dropBody(job: PhotoJob): void {
    const id = job.body?.id;
    job.body = undefined;
    job.wearers = 0;
    if (id) this.onGone(id);
  }

  #tellPlaces(): void {
    this.#waiting.forEach((job, ahead) => {
      this.#tell(job, { type: 'waiting', ahead: ahead + (this.#working ? 1 : 0) });
    });
  }

  #tell(job: PhotoJob, event: JobEvent): void {
    for (const listener of [...job.listeners]) listener(event);
  }
}

/** The event that a job which is over ended with. */
function ending(job: PhotoJob): JobEvent {
  if (job.state === 'done' && job.body) return { type: 'done', body: tellBody(job.body) };
  if (job.trouble) return { type: job.state === 'refused' ? 'refused' : 'failed', ...job.trouble };
  return { type: 'cancelled' };
}

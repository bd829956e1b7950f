import { judgeBytes } from '@troupe/avatars/photo-bytes';
import { PhotoRefused } from '@troupe/avatars/photo-refusal';
import { runPhoto } from '@troupe/avatars/photo-run';
import type express from 'express';
import { type OriginPolicy, originAllowed } from '../gate/origin-allowlist.ts';
import { AddressGate } from './address-gate.ts';
import { HttpTrouble } from './http-trouble.ts';
import { PHOTO_BODIES_DEFAULTS, type PhotoBodiesLimits } from './limits.ts';
import { type JobEvent, type PhotoJob, tellBody } from './photo-job.ts';
import { PhotoStore, type PhotoStoreOptions } from './photo-store.ts';
import { readUpload, type Upload } from './read-upload.ts';
import { runOut } from './run-out.ts';

export interface PhotoBodiesOptions extends Omit<PhotoStoreOptions, 'limits' | 'work'> {
  readonly origins: OriginPolicy;
  readonly limits?: Partial<PhotoBodiesLimits>;
  readonly work?: PhotoStoreOptions['work'];
}

/** The routes /photo-bodies/… and the files of the bodies made there. */
export interface PhotoBodies {
  readonly store: PhotoStore;
  mount(app: express.Application): void;
  close(): void;
}

const FILES = /^(body\.json|lod([0-2])\.glb|([a-z0-9-]+)\.vrm)$/;
const CONSENT_CHARACTERS_MIN = 8;
const KEEP_ALIVE_MS = 15_000;

/** Takes photos over HTTP and makes bodies of them, one at a time, beside the stage. */
export function createPhotoBodies(options: PhotoBodiesOptions): PhotoBodies {
  const limits: PhotoBodiesLimits = { ...PHOTO_BODIES_DEFAULTS, ...options.limits };
  const store = new PhotoStore({ ...options, limits, work: options.work ?? runPhoto });
  const receiver = createReceiver(limits, options.nowMs);
  const sweeper = setInterval(() => store.sweep(), limits.sweepEverySeconds * 1000);
  sweeper.unref();
  return {
    store,
    mount(app) {
      const route = (handle: Handler) => guarded(handle, { ...options, limits });
      mountUploads(app, store, receiver, route);
      mountJobs(app, store, route);
      app.get('/assets/bodies/:id/:file', (request, response, next) => {
        if (!sendFile(store, request.params.id, request.params.file, response)) next();
      });
    },
    close() {
      clearInterval(sweeper);
      store.close();
    },
  };
}

/** Takes uploads within their bounds. */
interface Receiver {
  /** @throws HttpTrouble 503 */
  receive(request: express.Request): Promise<Upload>;
  /** @throws HttpTrouble 429 */
  refuseOften(request: express.Request): void;
}

function createReceiver(limits: PhotoBodiesLimits, nowMs: () => number): Receiver {
  const law = { perSecond: 1 / limits.startEverySeconds, burst: limits.startsBurst };
  const gate = new AddressGate(law, limits.addressesMax);
  let uploads = 0;
  return {
    async receive(request) {
      if (uploads >= limits.uploadsMax) {
        throw new HttpTrouble(503, 'busy', `${uploads} photos are being received.`, 'Try again in a moment.');
      }
      uploads += 1;
      try {
        return await readUpload(request, limits);
      } finally {
        uploads -= 1;
      }
    },
    refuseOften(request) {
      if (gate.take(request.socket.remoteAddress ?? '', nowMs())) return;
      const wait = `Wait ${limits.startEverySeconds} s.`;
      throw new HttpTrouble(429, 'too-often', 'Too many photos from this address.', wait);
    },
  };
}

const jobOf = (store: PhotoStore, request: express.Request): PhotoJob =>
  store.job(String(request.params.secret));

function mountUploads(
  app: express.Application,
  store: PhotoStore,
  { receive, refuseOften }: Receiver,
  route: (handle: Handler) => Handler,
): void {
  const start: Handler = async (request, response) => {
    refuseOften(request);
    store.refuseFull();
    const { photo, also, wishes, keepPhoto } = await receive(request);
    if (!photo) throw new HttpTrouble(400, 'no-photo', 'There is no photo.', 'Send it as the file "photo".');
    refuseConsent(wishes);
    for (const one of [photo, ...also]) judgeBytes(one);
    const job = store.start({ photo, also, wishes, keepPhoto });
    response.status(202).json({ secret: job.secret, ...describe(job) });
  };
  const correct: Handler = async (request, response) => {
    const job = jobOf(store, request);
    refuseOften(request);
    const upload = await receive(request);
    for (const one of [...(upload.photo ? [upload.photo] : []), ...upload.also]) judgeBytes(one);
    store.correct(job, upload);
    response.status(202).json(describe(job));
  };
  app.post('/photo-bodies', route(start));
  app.post('/photo-bodies/:secret/corrections', route(correct));
}

function mountJobs(app: express.Application, store: PhotoStore, route: (handle: Handler) => Handler): void {
  const tell: Handler = (request, response) => {
    response.json(describe(jobOf(store, request)));
  };
  const listen: Handler = (request, response) => {
    sendEvents(store, jobOf(store, request), request, response);
  };
  const download: Handler = (request, response) => {
    const { body, wishes } = jobOf(store, request);
    if (!body) throw new HttpTrouble(409, 'no-body', 'There is no body yet.', 'Wait until it is done.');
    response.attachment(`${fileName(wishes.name)}.vrm`);
    response.type('model/gltf-binary').send(Buffer.from(body.vrm));
  };
  const cancel: Handler = (request, response) => {
    const job = jobOf(store, request);
    store.cancel(job);
    response.json(describe(job));
  };
  const remove: Handler = (request, response) => {
    store.delete(jobOf(store, request));
    response.status(204).end();
  };
  app.get('/photo-bodies/:secret', route(tell));
  app.get('/photo-bodies/:secret/events', route(listen));
  app.get('/photo-bodies/:secret/body.vrm', route(download));
  app.post('/photo-bodies/:secret/cancel', route(cancel));
  app.delete('/photo-bodies/:secret', route(remove));
}

type Handler = (request: express.Request, response: express.Response) => void | Promise<void>;

/** Checks the origin, forbids copies on the way, and turns troubles into words. */
function guarded(
  handle: Handler,
  {
    origins,
    onProblem,
    limits,
  }: { origins: OriginPolicy; onProblem: (message: string) => void; limits: PhotoBodiesLimits },
): Handler {
  return async (request, response) => {
    response.setHeader('Cache-Control', 'no-store');
    try {
      if (!originAllowed(origins, request.headers.origin, request.headers.host)) {
        throw new HttpTrouble(
          403,
          'origin',
          'This page may not make bodies here.',
          'Open the stage’s own page.',
        );
      }
      await handle(request, response);
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble.status === 500) onProblem(`photo bodies: ${(error as Error).message}`);
      if (response.headersSent) return void response.end();
      await runOut(request, limits);
      // An upload that was not read to its end would be taken for the next request.
      if (!request.complete) response.setHeader('Connection', 'close');
      if (trouble.status === 503) response.setHeader('Retry-After', '30');
      const { status, code, message, advice } = trouble;
      response.status(status).json({ code, message, advice });
    }
  };
}

function troubleOf(error: unknown): HttpTrouble {
  if (error instanceof HttpTrouble) return error;
  if (error instanceof PhotoRefused) {
    const what = error.message.slice(0, -error.advice.length).trim();
    return new HttpTrouble(422, error.code, what, error.advice);
  }
  return new HttpTrouble(500, 'failed', 'Something went wrong here.', 'Try again.');
}

function refuseConsent({ author, consent }: Upload['wishes']): void {
  if (author && consent && consent.length >= CONSENT_CHARACTERS_MIN) return;
  throw new HttpTrouble(
    400,
    'no-consent',
    'Whose photo is it, and do they agree?',
    'Send "giver" (a name) and "consent" (their words): both are written into the body’s licence.',
  );
}

/** What the holder of the secret may know. */
function describe(job: PhotoJob) {
  const { state, step, trouble, body, photo, keepPhoto, wearers, untilMs: _ } = job;
  return {
    state,
    step,
    ...(trouble ? { trouble } : {}),
    ...(body ? { body: tellBody(body) } : {}),
    photoKept: keepPhoto && photo !== undefined,
    wearers,
  };
}

function fileName(name: string | undefined): string {
  return (name ?? '').replace(/[^\p{L}\p{N} _-]+/gu, '').trim() || 'body';
}

/** Server-sent events until the work is over. */
function sendEvents(
  store: PhotoStore,
  job: PhotoJob,
  request: express.Request,
  response: express.Response,
): void {
  let over = false;
  const queue: JobEvent[] = [];
  let open = false;
  const send = (event: JobEvent): void => {
    if (!open) return void queue.push(event);
    if (over) return;
    response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    if (!ENDS.includes(event.type)) return;
    over = true;
    response.end();
  };
  const stop = store.listen(job, send);
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'X-Accel-Buffering': 'no' });
  open = true;
  for (const event of queue) send(event);
  const beat = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
  const close = (): void => {
    clearInterval(beat);
    stop();
  };
  response.on('close', close);
  request.on('error', close);
}

const ENDS: readonly JobEvent['type'][] = ['done', 'refused', 'failed', 'cancelled', 'deleted'];

/** Files of a body from memory, as those of the cast from disk; false when there are none. */
function sendFile(store: PhotoStore, id: string, name: string, response: express.Response): boolean {
  const body = store.body(id);
  const match = FILES.exec(name);
  if (!body || !match) return false;
  response.setHeader('Cache-Control', 'no-store');
  if (name === 'body.json') {
    response.json(body.file);
    return true;
  }
  const bytes =
    match[2] === undefined ? (match[3] === id ? body.vrm : undefined) : body.lods[Number(match[2])];
  if (!bytes) return false;
  response.type('model/gltf-binary').send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  return true;
}

/** A thread beside the process's own that answers one question after another. */
import { parentPort, type Transferable, Worker } from 'node:worker_threads';

export interface SideThread<Question, Answer> {
  /**
   * Answers come in the order of the questions.
   *
   * @param own buffers that go over to the thread instead of being copied
   * @throws what the thread threw; Error when it ended
   */
  ask(question: Question, own?: readonly Transferable[]): Promise<Answer>;
  /** Ends the thread at once and frees its memory; what was asked and not answered is thrown. */
  close(): Promise<void>;
}

type Reply<Answer> = { readonly answer: Answer } | { readonly thrown: Error };

interface Asked<Answer> {
  readonly done: (answer: Answer) => void;
  readonly fail: (error: Error) => void;
}

/** Starts a thread whose file calls `answerEach`. */
export function openThread<Question, Answer>(file: URL, workerData?: unknown): SideThread<Question, Answer> {
  const worker = new Worker(file, { workerData });
  const waiting: Asked<Answer>[] = [];
  let ended: Error | undefined;
  const end = (error: Error) => {
    ended ??= error;
    for (const { fail } of waiting.splice(0)) fail(ended);
  };
  worker.on('message', (reply: Reply<Answer>) => {
    const asked = waiting.shift();
    if ('thrown' in reply) asked?.fail(reply.thrown);
    else asked?.done(reply.answer);
  });
  worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', (code) => end(new Error(`the side thread ${file.pathname} ended (code ${code})`)));
  return {
    ask(question, own = []) {
      if (ended) return Promise.reject(ended);
      return new Promise((done, fail) => {
        waiting.push({ done, fail });
        worker.postMessage(question, own);
      });
    },
    async close() {
      await worker.terminate();
    },
  };
}

/**
 * In the thread's file: answers each question when those before it are answered.
 *
 * @param own buffers of an answer that go over instead of being copied
 */
export function answerEach<Question, Answer>(
  work: (question: Question) => Promise<Answer>,
  own: (answer: Answer) => readonly Transferable[] = () => [],
): void {
  const port = parentPort;
  if (!port) throw new Error('this file is a thread of its own; open it by openThread');
  let before: Promise<void> = Promise.resolve();
  port.on('message', (question: Question) => {
    before = before.then(async () => {
      try {
        const answer = await work(question);
        port.postMessage({ answer } satisfies Reply<Answer>, own(answer));
      } catch (error) {
        const thrown = error instanceof Error ? error : new Error(String(error));
        port.postMessage({ thrown } satisfies Reply<Answer>);
      }
    });
  });
}

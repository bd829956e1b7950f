/** The thread in which the large networks run; see networks.ts. */
import { answerEach } from '../side-thread.ts';
import { loadModel } from './litert.ts';
import type { ModelName } from './model-bytes.ts';

/** To load a network, or to run one on a picture of the given shape. */
export type NetworkQuestion =
  | { readonly load: ModelName }
  | { readonly run: ModelName; readonly input: Float32Array; readonly shape: readonly number[] };

/** Every output of a run; nothing of a loading. */
export type NetworkAnswer = Float32Array[];

answerEach<NetworkQuestion, NetworkAnswer>(
  async (question) => {
    if ('load' in question) {
      await loadModel(question.load);
      return [];
    }
    return (await loadModel(question.run)).run(question.input, question.shape);
  },
  (outputs) => outputs.map((output) => output.buffer as ArrayBuffer),
);

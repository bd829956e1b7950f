import type { MadeBody, Trouble } from './body-api.ts';

/** What tests may see of the body page. */
export interface BodyProbe {
  readonly phase: () => 'give' | 'work' | 'made';
  readonly body: () => MadeBody | undefined;
  readonly previews: () => string[];
  readonly trouble: () => Trouble | undefined;
}

declare global {
  interface Window {
    __body?: BodyProbe;
  }
}

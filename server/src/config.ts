import { parseArgs } from 'node:util';
import { z } from 'zod';

/** Everything `troupe serve` can be told; numbers are bounded so that a typo cannot ask for the impossible. */
const CONFIG_SCHEMA = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  host: z.string().min(1),
  stage: z.string().regex(/^[a-z0-9-]+$/, 'a stage is named in lower case, e.g. plaza'),
  performers: z.coerce.number().int().min(1).max(1_000),
  guestsMax: z.coerce.number().int().min(1).max(1_000),
  seed: z.coerce.number().int().min(0),
  record: z.string().min(1).optional(),
  gestureModel: z.string().min(1).optional(),
  clips: z.string().min(1).optional(),
  show: z.string().min(1).optional(),
  showToken: z.string().min(1).optional(),
  origins: z.array(z.url()),
});

export type ServeConfig = z.infer<typeof CONFIG_SCHEMA>;

export const SERVE_DEFAULTS = {
  port: 2567,
  host: '0.0.0.0',
  stage: 'plaza',
  performers: 13,
  guestsMax: 200,
  seed: 1,
} as const;

/**
 * Reads the arguments of `troupe serve`; the environment (PORT, HOST, ORIGINS) stands in for what is not said.
 *
 * @throws Error naming the option and what it should be
 */
export function readConfig(args: string[], env: Record<string, string | undefined>): ServeConfig {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      stage: { type: 'string' },
      performers: { type: 'string' },
      'guests-max': { type: 'string' },
      seed: { type: 'string' },
      record: { type: 'string' },
      'gesture-model': { type: 'string' },
      clips: { type: 'string' },
      show: { type: 'string' },
    },
  });
  const parsed = CONFIG_SCHEMA.safeParse({
    ...SERVE_DEFAULTS,
    ...defined({ port: env.PORT, host: env.HOST, showToken: env.SHOW_TOKEN || undefined }),
    ...defined({
      ...values,
      'guests-max': undefined,
      guestsMax: values['guests-max'],
      'gesture-model': undefined,
      gestureModel: values['gesture-model'],
    }),
    origins: (env.ORIGINS ?? '').split(',').filter((origin) => origin !== ''),
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Error(`--${issue.path.join('.')}: ${issue.message}`);
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

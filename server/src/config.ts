import { parseArgs } from 'node:util';
import { z } from 'zod';

/** A brain behind an OpenAI-compatible interface. The key comes by the environment alone: arguments are seen by all. */
const BRAIN = z.object({
  url: z.url({ protocol: /^https?$/ }),
  model: z.string('name the model with --brain-model or BRAIN_MODEL').min(1).max(200),
  key: z.string().min(1).optional(),
  pictures: z.boolean(),
});

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
  voice: z.enum(['espeak', 'none']),
  memory: z.string().min(1),
  brain: BRAIN.optional(),
  /** Folders of bodies besides the cast's, as `troupe body --stage DIR` writes them; their performers come after Tilda. */
  bodies: z.array(z.string().min(1)).max(16),
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
  voice: 'espeak',
  memory: '.troupe/memory.sqlite',
} as const;

/**
 * Reads the arguments of `troupe serve`; the environment (PORT, HOST, ORIGINS, BRAIN_URL, BRAIN_MODEL, BRAIN_KEY) stands in for what is not said.
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
      voice: { type: 'string' },
      memory: { type: 'string' },
      'brain-url': { type: 'string' },
      'brain-model': { type: 'string' },
      'brain-pictures': { type: 'boolean' },
      body: { type: 'string', multiple: true },
    },
  });
  const {
    'brain-url': url,
    'brain-model': model,
    'brain-pictures': pictures,
    body: bodies,
    ...said
  } = values;
  const brain = {
    url: url ?? env.BRAIN_URL,
    model: model ?? env.BRAIN_MODEL,
    key: env.BRAIN_KEY || undefined,
    pictures: pictures ?? false,
  };
  const parsed = CONFIG_SCHEMA.safeParse({
    ...SERVE_DEFAULTS,
    ...defined({ port: env.PORT, host: env.HOST, showToken: env.SHOW_TOKEN || undefined }),
    ...defined({
      ...said,
      'guests-max': undefined,
      guestsMax: values['guests-max'],
      'gesture-model': undefined,
      gestureModel: values['gesture-model'],
    }),
    brain: brain.url ? brain : undefined,
    bodies: bodies ?? [],
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

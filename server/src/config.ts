import { parseArgs } from 'node:util';
import { z } from 'zod';

/** A brain behind an OpenAI-compatible interface. The key comes by the environment alone: arguments are seen by all. */
const BRAIN = z.object({
  url: z.url({ protocol: /^https?$/ }),
  model: z.string('name the model with --brain-model or BRAIN_MODEL').min(1).max(200),
  key: z.string().min(1).optional(),
  pictures: z.boolean(),
});

/** An image model behind an OpenAI-compatible interface; its key comes by PICTURE_KEY. */
const PICTURE = z.object({
  url: z.url({ protocol: /^https?$/ }),
  model: z.string('name the model with --picture-model or PICTURE_MODEL').min(1).max(200),
  key: z.string().min(1).optional(),
});

/** A voice behind an OpenAI-compatible interface; eSpeak NG speaks where it fails. */
const SPEECH = z.object({
  url: z.url({ protocol: /^https?$/ }),
  model: z.string('name the model with --speech-model or SPEECH_MODEL').min(1).max(200),
  voice: z.string().min(1).max(100),
  key: z.string().min(1).optional(),
});

/** Who writes down what guests say, behind an OpenAI-compatible interface; off unless told. */
const TRANSCRIBE = z.object({
  url: z.url({ protocol: /^https?$/ }),
  model: z.string('name the model with --transcribe-model or TRANSCRIBE_MODEL').min(1).max(200),
  key: z.string().min(1).optional(),
});

const PERFORMERS = z.coerce.number().int().min(1).max(1_000);

/** Stages of one process at most: each has its own clock, motion thread and cast. */
const STAGES_MAX = 8;

/** A stage by the name of its folder, and how many perform on it. */
const STAGE = z.object({
  id: z.string().regex(/^[a-z0-9-]+$/, 'a stage is named in lower case, e.g. plaza'),
  performers: PERFORMERS,
});

/** Everything `troupe serve` can be told; numbers are bounded so that a typo cannot ask for the impossible. */
const CONFIG_SCHEMA = z.object({
  port: z.coerce.number().int().min(0).max(65_535),
  host: z.string().min(1),
  /** The first is where guests come to who do not say where. */
  stages: z
    .array(STAGE)
    .min(1)
    .max(STAGES_MAX)
    .refine((stages) => new Set(stages.map(({ id }) => id)).size === stages.length, {
      error: ({ input }) => `"${twiceOf(input as StageWish[])}" is named twice; a stage is served once`,
    }),
  guestsMax: z.coerce.number().int().min(1).max(2_000),
  seed: z.coerce.number().int().min(0),
  record: z.string().min(1).optional(),
  gestureModel: z.string().min(1).optional(),
  clips: z.string().min(1).optional(),
  /** Shows that are played from the start, each on the stage it names. */
  shows: z.array(z.string().min(1)).max(STAGES_MAX),
  showToken: z.string().min(1).optional(),
  /** True: agents outside may hear the stage and act on it, by MCP; with a token also from elsewhere. */
  mcp: z.boolean(),
  mcpToken: z.string().min(16, 'MCP_TOKEN: a secret of 16 characters or more').optional(),
  /** Files of side doors to desks, lights and other tools, each of the stage it names; none without. */
  bridges: z.array(z.string().min(1)).max(STAGES_MAX),
  voice: z.enum(['espeak', 'none']),
  /** File of memories, or 'none'. */
  memory: z.string().min(1).optional(),
  /** Where memories are kept when no file is named. */
  database: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'DATABASE_URL: an address such as postgres://user@host:5432/name',
    })
    .optional(),
  brain: BRAIN.optional(),
  picture: PICTURE.optional(),
  transcribe: TRANSCRIBE.optional(),
  speech: SPEECH.optional(),
  /** Folders of bodies besides the cast's, as `troupe body --stage DIR` writes them; their performers come after Tilda. */
  bodies: z.array(z.string().min(1)).max(16),
  origins: z.array(z.url()),
  /** False: no page is built. */
  page: z.boolean(),
  /** True: this process is an edge of a stage elsewhere; or a stage that has edges. */
  edge: z.boolean(),
  edges: z.boolean(),
  redis: z.url({ protocol: /^rediss?$/ }),
  /** Stages of different clusters on one Redis do not hear each other. */
  cluster: z.string().regex(/^[a-z0-9-]+$/, 'a cluster is named in lower case, e.g. troupe'),
  /** Where clients reach this process, HOST:PORT or HOST/PATH. */
  publicAddress: z.string().min(1).optional(),
});

export type StageWish = z.infer<typeof STAGE>;

function twiceOf(stages: readonly StageWish[]): string {
  return stages.find(({ id }, i) => stages.findIndex((other) => other.id === id) !== i)?.id ?? '';
}

/** Where memories are kept when nothing is said. */
export const MEMORY_FILE = '.troupe/memory.sqlite';

export type ServeConfig = z.infer<typeof CONFIG_SCHEMA>;

export const SERVE_DEFAULTS = {
  port: 2567,
  host: '0.0.0.0',
  guestsMax: 200,
  seed: 1,
  voice: 'espeak',
  redis: 'redis://127.0.0.1:6379',
  cluster: 'troupe',
} as const;

/** What stands on a server that nothing was said of. */
export const STAGE_DEFAULTS = { stage: 'plaza', performers: 13 } as const;

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string' },
  stage: { type: 'string', multiple: true },
  performers: { type: 'string' },
  'guests-max': { type: 'string' },
  seed: { type: 'string' },
  record: { type: 'string' },
  'gesture-model': { type: 'string' },
  clips: { type: 'string' },
  show: { type: 'string', multiple: true },
  bridges: { type: 'string', multiple: true },
  mcp: { type: 'boolean' },
  voice: { type: 'string' },
  memory: { type: 'string' },
  'brain-url': { type: 'string' },
  'brain-model': { type: 'string' },
  'brain-pictures': { type: 'boolean' },
  'picture-url': { type: 'string' },
  'picture-model': { type: 'string' },
  'transcribe-url': { type: 'string' },
  'transcribe-model': { type: 'string' },
  'speech-url': { type: 'string' },
  'speech-model': { type: 'string' },
  'speech-voice': { type: 'string' },
  body: { type: 'string', multiple: true },
  'no-page': { type: 'boolean' },
  edge: { type: 'boolean' },
  edges: { type: 'boolean' },
  cluster: { type: 'string' },
  'public-address': { type: 'string' },
} as const;

/**
 * Reads the arguments of `troupe serve`; the environment (PORT, HOST, ORIGINS, REDIS_URL, DATABASE_URL, SHOW_TOKEN, MCP_TOKEN, BRAIN_URL, BRAIN_MODEL, BRAIN_KEY,
 * PICTURE_URL, PICTURE_MODEL, PICTURE_KEY, TRANSCRIBE_URL, TRANSCRIBE_MODEL, TRANSCRIBE_KEY, SPEECH_URL, SPEECH_MODEL,
 * SPEECH_VOICE, SPEECH_KEY) stands in for what is not said.
 *
 * @throws Error naming the option and what it should be
 */
export function readConfig(args: string[], env: Record<string, string | undefined>): ServeConfig {
  const { values } = parseArgs({
    args,
    options: OPTIONS,
  });
  const {
    body: bodies,
    'no-page': noPage,
    mcp,
    edge,
    edges,
    stage: _stages,
    performers: _performers,
    show: shows,
    bridges,
    'public-address': publicAddress,
    ...said
  } = values;
  const parsed = CONFIG_SCHEMA.safeParse({
    ...SERVE_DEFAULTS,
    ...defined({ port: env.PORT, host: env.HOST, showToken: env.SHOW_TOKEN || undefined }),
    ...defined({ database: env.DATABASE_URL || undefined, mcpToken: env.MCP_TOKEN || undefined }),
    ...defined({ redis: env.REDIS_URL || undefined, publicAddress }),
    ...defined({
      ...said,
      'guests-max': undefined,
      guestsMax: values['guests-max'],
      'gesture-model': undefined,
      gestureModel: values['gesture-model'],
    }),
    ...services(said, env),
    stages: stagesOf(values.stage, values.performers),
    shows: shows ?? [],
    bridges: bridges ?? [],
    bodies: bodies ?? [],
    page: !(noPage ?? false),
    mcp: mcp ?? false,
    edge: edge ?? false,
    edges: edges ?? false,
    origins: (env.ORIGINS ?? '').split(',').filter((origin) => origin !== ''),
  });
  if (parsed.success) {
    if (parsed.data.edge && parsed.data.stages.length > 1)
      throw new Error('--edge: an edge serves the guests of one stage; start one for each');
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  throw new Error(`--${optionOf(issue.path)}: ${issue.message}`);
}

/** `--stage plaza --stage studio-hall:4`, or with commas: a number after the colon is its performers. */
function stagesOf(
  said: readonly string[] = [STAGE_DEFAULTS.stage],
  performers: string = `${STAGE_DEFAULTS.performers}`,
) {
  return said
    .flatMap((text) => text.split(','))
    .map((text) => {
      const [, id, own] = /^([^:]*)(?::(.*))?$/.exec(text.trim()) ?? ['', text];
      return { id, performers: own ?? performers };
    });
}

/** The option that a value came by; stages and their performers are said in one. */
function optionOf(path: readonly PropertyKey[]): string {
  const [first, , part] = path.map(String);
  if (first === 'stages') return part === 'performers' ? 'performers' : 'stage';
  return first === 'shows' ? 'show' : path.map(String).join('.');
}

type Said = Partial<Record<keyof typeof OPTIONS, unknown>>;

/** What is asked of others; without an address nobody is. */
function services(said: Said, env: Record<string, string | undefined>) {
  const { BRAIN_KEY, PICTURE_KEY, TRANSCRIBE_KEY, SPEECH_KEY } = env;
  const of = <T extends object>(url: unknown, key: string | undefined, more: T) =>
    url ? { url, key: key || undefined, ...more } : undefined;
  return {
    brain: of(said['brain-url'] ?? env.BRAIN_URL, BRAIN_KEY, {
      model: said['brain-model'] ?? env.BRAIN_MODEL,
      pictures: said['brain-pictures'] ?? false,
    }),
    picture: of(said['picture-url'] ?? env.PICTURE_URL, PICTURE_KEY, {
      model: said['picture-model'] ?? env.PICTURE_MODEL,
    }),
    transcribe: of(said['transcribe-url'] ?? env.TRANSCRIBE_URL, TRANSCRIBE_KEY, {
      model: said['transcribe-model'] ?? env.TRANSCRIBE_MODEL,
    }),
    speech: of(said['speech-url'] ?? env.SPEECH_URL, SPEECH_KEY, {
      model: said['speech-model'] ?? env.SPEECH_MODEL,
      voice: said['speech-voice'] ?? env.SPEECH_VOICE ?? 'alloy',
    }),
  };
}

function defined(values: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

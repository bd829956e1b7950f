import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { MotionStyle } from '@troupe/avatars/motion';
import type { StageFile } from '@troupe/client-sdk/protocol';
import { perform } from './behaviour/index.ts';
import { createKnowledgeBase, createOfflineBrain, type Persona } from './brain/index.ts';
import { type LoadedBody, loadBodies, loadKnowledge, loadPersonas, loadStage } from './load-assets.ts';
import {
  type ClipIdentity,
  createInlineMotion,
  createMotionRunner,
  hasGestureModel,
  type MotionRunner,
  readClipLibrary,
} from './motion/index.ts';
import { createNavigator } from './navigate/index.ts';
import { loadStagePhysics } from './physics/index.ts';
import { RECORD_VERSION, type RecordHeader } from './record/index.ts';
import { rehearse, STILL } from './rehearse.ts';
import { senseGuests } from './senses/index.ts';
import { noteShow, runShow } from './shows/index.ts';
import { createStage, type MailboxMessage, type Phase, type Stage } from './tick/index.ts';
import { createPacing, createWorld, STAGE_LIMITS, type World } from './world/index.ts';

export interface OpenStageOptions {
  /** The checkout. */
  readonly root: string;
  readonly stageId: string;
  readonly seed: number;
  readonly capacity?: number;
  /** Where motion is computed: a worker thread for a live stage, this thread for replay and headless runs. */
  readonly motion: 'worker' | 'inline';
  readonly onProblem?: (message: string) => void;
  /** Folders of bodies besides the cast's. */
  readonly bodyFolders?: readonly string[];
  /** Folder of a gesture model; assets/models/gesture when there is one. */
  readonly gestureFolder?: string;
  /** Folder of clips that performers can play; assets/clips without one. */
  readonly clipsFolder?: string;
  /** Only these clips, in this order: what a record was made with. */
  readonly clips?: readonly ClipIdentity[];
}

/** A stage with all its parts in place and nobody on it. */
export interface OpenStage {
  readonly stage: Stage;
  readonly file: StageFile;
  readonly bodies: readonly LoadedBody[];
  readonly header: RecordHeader;
  readonly personas: ReadonlyMap<string, Persona>;
  close(): Promise<void>;
}

/** Loads assets and puts a stage together: the one place that knows every part. */
export async function openStage(options: OpenStageOptions): Promise<OpenStage> {
  const { root, stageId, seed } = options;
  const capacity = options.capacity ?? STAGE_LIMITS.humansMax;
  const file = loadStage(root, stageId);
  const bodies = loadBodies(root, options.bodyFolders);
  const personas = loadPersonas(root, stageId);
  const gestures = join(root, 'assets/models/gesture');
  const create = options.motion === 'worker' ? createMotionRunner : createInlineMotion;
  const modelFolder = join(root, 'assets/models/motion');
  const library = clipLibraryOf(options, modelFolder);
  const motion: MotionRunner = await create({
    folder: modelFolder,
    bodies,
    capacity,
    seed,
    stage: file,
    clips: library.clips,
    onProblem: options.onProblem,
    gestureFolder: options.gestureFolder ?? (hasGestureModel(gestures) ? gestures : undefined),
  });
  const navigator = await createNavigator(file, capacity);
  const physics = await loadStagePhysics(file, motion.info.capsule);
  const { actionNames, actionTimes, actionArms, styles } = motion.info;
  const model = { actionNames, actionTimes, actionArms, styles };
  checkStyles(personas, styles);
  const world = createWorld({ stage: file, bodies, seed, capacity, clips: library.clips, ...model });
  const knowledge = createKnowledgeBase(loadKnowledge(root, stageId));
  const brain = createOfflineBrain(personas, knowledge);
  if (options.motion === 'worker') {
    const small = createWorld({ stage: file, bodies, seed, capacity: 4, clips: library.clips, ...model });
    rehearse(stillStage(small, createOfflineBrain(personas, knowledge)), personas.values());
  }
  const stage = createStage({
    world,
    motion,
    phases: [
      senseGuests,
      brain,
      runShow,
      perform,
      noteShow,
      (w) => navigator.step(w),
      (w) => physics.step(w),
      createPacing(capacity),
    ],
  });
  return {
    stage,
    file,
    bodies,
    personas,
    header: {
      format: 'troupe-record',
      version: RECORD_VERSION,
      stage: stageId,
      seed,
      capacity,
      bodies: bodies.map((body) => body.id),
      motionSha256: motion.info.sha256,
      stageSha256: createHash('sha256').update(JSON.stringify(file)).digest('hex'),
      clips: [...library.identities],
    },
    async close() {
      await motion.close();
      navigator.dispose();
      physics.dispose();
    },
  };
}

const clipLibraryOf = (
  { root, clipsFolder, clips, onProblem }: OpenStageOptions,
  modelFolder: string,
): ReturnType<typeof readClipLibrary> =>
  readClipLibrary({
    folder: clipsFolder ?? join(root, 'assets/clips'),
    named: clipsFolder !== undefined,
    modelFolder,
    only: clips,
    onProblem,
  });

/** A stage of minds alone, where nobody moves. */
const stillStage = (world: World, brain: Phase): Stage =>
  createStage({ world, motion: STILL, phases: [senseGuests, brain, perform] });

/** @throws Error naming the persona whose style the motion model does not have */
function checkStyles(personas: ReadonlyMap<string, Persona>, styles: readonly MotionStyle[]): void {
  const names = styles.map(({ name }) => name);
  for (const { id, style } of personas.values()) {
    if (style !== undefined && !names.includes(style))
      throw new Error(`persona ${id}: style: there is no "${style}"; choose one of ${names.join(', ')}`);
  }
}

/** Where Tilda waits for guests: by the centre, facing the entrance. */
const TILDA_MARK = 'centre';

/** Who plays the i-th performer: Tilda is one and only, the others take turns when there are more parts than bodies. */
function castingOf(i: number, bodies: number): { bodyIndex: number; turn: number } {
  if (i === 0 || bodies === 1) return { bodyIndex: 0, turn: bodies === 1 ? i : 0 };
  return { bodyIndex: 1 + ((i - 1) % (bodies - 1)), turn: Math.floor((i - 1) / (bodies - 1)) };
}

/** Messages that put Tilda and a cast on a stage, spread over its spots; more performers than bodies share bodies. */
export function castMessages(open: OpenStage, performers: number): MailboxMessage[] {
  const { spots } = open.stage.world.social;
  const home = spots.findIndex((spot) => spot.id === TILDA_MARK);
  const others = spots.filter((_, i) => i !== home);
  const stride = strideFor(others.length);
  return Array.from({ length: performers }, (_, i) => {
    const { bodyIndex, turn } = castingOf(i, open.bodies.length);
    const body = open.bodies[bodyIndex];
    const spot = i === 0 ? spots[Math.max(0, home)] : others[(i * stride) % others.length];
    // The second round of performers stands beside the first, not inside it.
    const round = Math.floor(i / others.length);
    const angle = i * 2.399963;
    const [x, z] = [spot.x + Math.sin(angle) * round * 0.9, spot.z + Math.cos(angle) * round * 0.9];
    const suffix = turn === 0 ? '' : ` ${turn + 1}`;
    return {
      type: 'perform',
      key: `cast${i}`,
      name: { en: body.name.en + suffix, ko: body.name.ko + suffix },
      personaId: body.id,
      bodyIndex,
      ...standable(open, x, z),
      yaw: spot.yaw,
    };
  });
}

/** A step that visits all of `count` places before it returns to the first, and never neighbours in a row. */
function strideFor(count: number): number {
  const common = (a: number, b: number): number => (b === 0 ? a : common(b, a % b));
  let stride = 7;
  while (common(stride, count) !== 1) stride += 1;
  return stride;
}

function standable(open: OpenStage, x: number, z: number): { x: number; z: number } {
  const out = [0, 0];
  open.stage.world.ground.pushOut(x, z, 0.35, out);
  return { x: out[0], z: out[1] };
}

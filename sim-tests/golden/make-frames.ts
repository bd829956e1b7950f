/**
 * Golden vectors of the frames around the poses: what a stage and a client send one another, whole, as WebSocket messages. The
 * frames of the stage are made by Colyseus' own writer and the room's own state; what they mean is written here by hand.
 *
 * `node sim-tests/golden/make-frames.ts` writes vhp1-frames.bin and vhp1-frames.json; the test beside it makes them anew, compares, and
 * has Colyseus' own SDK read the frames of the stage and its server those of the client.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ClientState, getMessageBytes, Protocol, SchemaSerializer } from '@colyseus/core';
import {
  BYTES_TYPE,
  type ClientMessages,
  CLOSE_CODE,
  encodeVoiceChunk,
  type ServerMessages,
  type ShowMessage,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { HumanState, StageState } from '@troupe/server/rooms';
import { Packr } from 'msgpackr';
import { edgePoses } from './edge-poses.ts';

/** A frame, where it lies in the bin file, and what it means. */
interface GoldenFrame {
  readonly name: string;
  readonly offset: number;
  readonly length: number;
  /** By `kind`: joined, error, roster, message, pose or voice; of the client: `type` and `message`. */
  readonly means: Record<string, unknown>;
}

export interface GoldenFrames {
  readonly format: 'troupe-vhp-frames';
  readonly version: number;
  /** In the order in which a client gets them: each roster follows from those before, each pose message too. */
  readonly toClient: readonly GoldenFrame[];
  /** What a client writes; numbers in their shortest form. */
  readonly toStage: readonly GoldenFrame[];
}

type Draft = Omit<GoldenFrame, 'offset' | 'length'> & { readonly bytes: Uint8Array };

/** Makes the vectors. */
export function makeFrames(): { bin: Uint8Array; json: GoldenFrames } {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  const place = ({ bytes, ...frame }: Draft): GoldenFrame => {
    pieces.push(bytes);
    const at = offset;
    offset += bytes.length;
    return { ...frame, offset: at, length: bytes.length };
  };
  const json: GoldenFrames = {
    format: 'troupe-vhp-frames',
    version: WIRE_LIMITS.version,
    toClient: [...rosterFrames(), ...messageFrames(), ...voiceFrames(), ...edgePoses()].map(place),
    toStage: clientFrames().map(place),
  };
  return { bin: Buffer.concat(pieces), json: JSON.parse(plainJson(json)) };
}

/** JSON in which what is undefined stands as null, as in MessagePack's nil: both mean "none". */
export function plainJson(value: unknown): string {
  return JSON.stringify(value, (_, one) => (one === undefined ? null : one));
}

/** A room's state over time, written by the serializer that a room uses. */
function rosterFrames(): Draft[] {
  const state = new StageState();
  const serializer = new SchemaSerializer<InstanceType<typeof StageState>>();
  serializer.reset(state);
  const frames: Draft[] = [];
  const roster = (name: string, bytes: Uint8Array): void => {
    const humans = [...state.humans.values()].map(({ netId, performer, nameEn, nameKo, bodyId }) => {
      return { netId, performer, nameEn, nameKo, bodyId };
    });
    frames.push({ name, bytes: Uint8Array.from(bytes), means: { kind: 'roster', humans } });
  };
  const sink = { state: ClientState.JOINED, raw: (bytes: Uint8Array) => roster(patchName, bytes) };
  let patchName = '';
  const patch = (name: string): void => {
    patchName = name;
    serializer.applyPatches([sink as never]);
  };
  const enter = (netId: number, performer: boolean, nameEn: string, nameKo: string, bodyId: string): void => {
    state.humans.set(
      String(netId),
      Object.assign(new HumanState(), { netId, performer, nameEn, nameKo, bodyId }),
    );
  };
  state.version = WIRE_LIMITS.version;
  state.stageId = 'plaza';
  frames.push({
    name: 'join: reconnection token, serializer, description of the state',
    bytes: getMessageBytes[Protocol.JOIN_ROOM]('Lq3vY6tOk', serializer.id, serializer.handshake()),
    means: { kind: 'joined', reconnectionToken: 'Lq3vY6tOk' },
  });
  roster('roster: nobody yet', serializer.getFullState());
  enter(1, true, 'Tilda', '틸다', 'tilda');
  enter(2, true, 'Tomás', '토마스', 'tomas');
  patch('roster: two performers come');
  enter(300, false, 'A guest with a name of 24', 'A guest with a name of 24', 'mei');
  patch('roster: a guest comes, its wire id needs two bytes');
  state.humans.delete('2');
  patch('roster: a performer goes');
  enter(301, false, 'Mina', 'Mina', 'tilda');
  patch('roster: one comes where one went');
  state.humans.delete('300');
  enter(302, false, 'Jun', 'Jun', 'leo');
  patch('roster: one goes and one comes in one patch');
  for (let netId = 1000; netId < 1140; netId++) enter(netId, false, `G${netId}`, `G${netId}`, '');
  roster('roster: whole state with 143 humans, numbers beyond 127', serializer.getFullState());
  return frames;
}

/** How a show stands that has little to show, so that empty texts and what is undefined occur. */
const SHOW: ShowMessage = {
  show: 'flowers',
  title: { en: 'Good evening!', ko: '좋은 저녁이에요!' },
  text: { sha256: '5e'.repeat(32), sinceMs: 50 },
  status: 'playing',
  scene: 'opening',
  atMs: 8000,
  clockMs: 1500,
  rate: 1,
  light: { look: 'warm', colour: '#ffddaa', level: 0.8, strobeHz: 0, sinceMs: 7800, fadeMs: 400 },
  camera: { shot: 'wide', target: { at: 'place', x: -1.5, y: 1, z: 0 }, sinceMs: -350, fadeMs: 0 },
  music: { track: '', playing: false, volume: 1, sinceMs: 0, fadeMs: 0 },
  effects: [{ key: 'petals@30', name: 'petals', target: null, sinceMs: 8000, lastMs: 3000 }],
  audience: { x: 0, z: 8 },
  caption: { text: { en: '', ko: '' }, untilMs: 0 },
  outfits: { 1: 'stage' },
  poll: undefined,
  listening: 0,
  questions: 0,
  applause: 130,
  reason: '',
};

/** One painting, still on the easel. */
const WORKS: ServerMessages['works'] = {
  works: [
    {
      id: 2,
      place: 'easel',
      sha: 'ab'.repeat(32),
      plan: {
        seed: 4_000_000_000,
        family: 'creature',
        subject: 'dragon',
        theme: 'ink',
        tints: [],
        mood: { pleasure: 0.25, arousal: -0.5, dominance: 0 },
        tall: 1.25,
        tile: false,
        notions: ['dragon'],
      },
      title: { en: 'A dragon', ko: '용' },
      why: { en: 'Ink.', ko: '먹.' },
      colours: ['#f4efe2', '#2b2d31'],
      brain: 'offline',
      byNetId: 1,
      by: { en: 'Tilda', ko: '틸다' },
      beganMs: 95_000,
      doneMs: 135_000,
    },
  ],
};

/** One plain message of every type; each value is typed as the stage's own. */
/** One message of every type. */
function everyMessage(): { readonly [K in keyof ServerMessages]: ServerMessages[K] } {
  return {
    welcome: {
      version: 1,
      stage: 'plaza',
      netId: 301,
      actions: ['waveRight', 'bow'],
      tickMs: 50,
      senseToken: 'c2VjcmV0',
      life: 'b7f2',
    },
    pong: { clientMs: 1234.5, stageMs: 4_294_967_400.25 },
    lost: { lostMs: 412.75 },
    works: WORKS,
    senseRefused: { id: 'a-1', code: 'rate', message: 'gaze: at most 10 a second' },
    event: {
      kind: 'say',
      atMs: 7250,
      netId: 1,
      toNetId: 301,
      text: '틸다예요. An AI, a painter, and on good evenings a dancer.',
      locale: 'ko',
      durationMs: 3700,
      brain: 'offline',
      uid: 70_000,
      voiced: true,
    },
    behaviour: {
      uid: 70_000,
      netId: 1,
      kind: 'speech',
      name: 'hello',
      block: '',
      part: '',
      ev: 'started',
      atMs: 7250,
      moments: { start: 7250, w0: 7262.5, end: 10_950 },
      reason: '',
    },
    cue: {
      ev: 'started',
      show: 'flowers',
      scene: 'opening',
      cue: 'c1',
      kind: 'fx',
      line: 12,
      atMs: 8000,
      endMs: -1,
      detail: { who: [1], effect: 'petals', share: 0.25, loop: false },
      reason: '',
    },
    show: SHOW,
  };
}

function messageFrames(): Draft[] {
  const plain = Object.entries(everyMessage()).map(([type, message]): Draft => {
    return {
      name: `message: ${type}`,
      bytes: getMessageBytes.raw(Protocol.ROOM_DATA, type, message),
      means: { kind: 'message', type, message },
    };
  });
  const code = CLOSE_CODE.versionMismatch;
  const message = 'this stage speaks VHP/1, the client 9';
  return [
    ...plain,
    {
      name: 'error: a refusal',
      bytes: getMessageBytes[Protocol.ERROR](code, message),
      means: { kind: 'error', code, message },
    },
  ];
}

function voiceFrames(): Draft[] {
  const samples = [0, 1, -1, 32_767, -32_768, 1234];
  const chunk = { netId: 1, uid: 70_000, playAtMs: 7250, rateHz: 22_050, total: 20, first: 14 };
  const bytes = encodeVoiceChunk({ ...chunk, samples: Int16Array.from(samples) }, 2);
  bytes.set([Protocol.ROOM_DATA_BYTES, BYTES_TYPE.voice]);
  return [{ name: 'voice: the last piece of a line', bytes, means: { kind: 'voice', ...chunk, samples } }];
}

/** One message of every type that a client sends, and the frames of one byte. */
function clientFrames(): Draft[] {
  const packr = new Packr({ useRecords: false, variableMapSize: true });
  const messages: { readonly [K in keyof ClientMessages]: ClientMessages[K] } = {
    input: { seq: 70_000, moveX: -0.5, moveZ: 1, hurry: true },
    say: { text: 'Hello Tilda, who are you? 안녕하세요, 누구세요?', locale: 'ko' },
    gesture: { action: 'waveRight' },
    view: { x: -12.25, z: 300, dirX: 0, dirZ: -1, budgetBytesPerSecond: 36_000 },
    sense: { v: 1, id: 'a-1', m: 'gaze', t0: 8000, data: { target: 'human:1' }, conf: 0.9, consent: 'none' },
    listen: { on: true },
    stats: { lateFrames: 0, receivedBytes: 123_456, orphanDeltas: 200 },
    vote: { option: 'yes' },
    applaud: {},
    showName: { on: true },
    ping: { clientMs: 1234.5 },
  };
  const plain = Object.entries(messages).map(([type, message]): Draft => {
    const name = Buffer.from(type);
    const bytes = Buffer.concat([
      Uint8Array.of(Protocol.ROOM_DATA, 0xa0 | name.length),
      name,
      packr.pack(message),
    ]);
    return { name: `message: ${type}`, bytes, means: { kind: 'message', type, message } };
  });
  return [
    { name: 'answer to join', bytes: Uint8Array.of(Protocol.JOIN_ROOM), means: { kind: 'joined' } },
    ...plain,
    { name: 'leave', bytes: Uint8Array.of(Protocol.LEAVE_ROOM), means: { kind: 'leave' } },
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { bin, json } = makeFrames();
  writeFileSync(fileURLToPath(new URL('./vhp1-frames.bin', import.meta.url)), bin);
  writeFileSync(fileURLToPath(new URL('./vhp1-frames.json', import.meta.url)), `${JSON.stringify(json)}\n`);
  console.log(`${json.toClient.length + json.toStage.length} frames, ${bin.length} bytes`);
}

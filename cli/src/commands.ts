import { CROWD_HELP } from './crowd-help.ts';
import { SHOW_HELP } from './show-help.ts';

/** One command of the front door: a line of help and where its work lives. */
export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** More than a line, for `--help`. */
  readonly help?: string;
  readonly load: () => Promise<{ run: (args: string[]) => Promise<unknown> }>;
}

/**
 * Every command, in the order `troupe --help` prints them. Work is loaded only when its command is called, so that
 * `troupe --help` stays instant and a server never loads a bench.
 */
export const COMMANDS: readonly Command[] = [
  {
    name: 'serve',
    usage:
      'troupe serve [--port 2567] [--performers 12] [--stage plaza[:PERFORMERS]]... [--seed 1] [--record FILE] [--gesture-model FOLDER] [--clips FOLDER] [--show FILE]... [--bridges FILE]... [--mcp] [--voice espeak|none] [--brain-url URL --brain-model NAME] [--brain-pictures] [--picture-url URL --picture-model NAME] [--memory FILE|none] [--body FOLDER] [--no-page] [--edges|--edge] [--cluster troupe] [--public-address HOST:PORT] [--transcribe-url URL --transcribe-model NAME] [--speech-url URL --speech-model NAME --speech-voice NAME]',
    summary: 'one stage or several, with Tilda and a cast each; page at http://localhost:2567',
    load: () => import('@troupe/server'),
  },
  {
    name: 'record',
    usage: 'troupe record FILE [--performers 20] [--guests 5] [--seconds 60] [--seed 1]',
    summary: 'run a stage headless with seeded guests and write its record',
    load: () => import('@troupe/sim-tests/tools/record'),
  },
  {
    name: 'record forget',
    usage: 'troupe record forget FILE [--guest NAME|NETID]... [--out FILE] [--clips FOLDER] [--json]',
    summary: 'erase guests from a record: it is run again without their words and written anew',
    load: () => import('@troupe/server/record-forget'),
  },
  {
    name: 'evening',
    usage:
      'troupe evening [--seconds 600] [--seed 7] [--out sim-tests/results/evening] [--record FILE] [--json]',
    summary: 'eight guests and three performers headless: recorded, replayed, transcript, contact sheet',
    load: () => import('@troupe/sim-tests/tools/evening'),
  },
  {
    name: 'replay',
    usage: 'troupe replay FILE [--clips FOLDER] [--json]',
    summary: 're-run a recorded stage and compare every state hash',
    load: () => import('@troupe/server/replay'),
  },
  {
    name: 'show check',
    usage: 'troupe show check FILE... [--clips FOLDER] [--json]',
    summary: 'what is wrong with a show, as file:line:col CODE message; plays every way it can go',
    load: () => import('@troupe/server/show-check'),
  },
  {
    name: 'show render',
    usage: 'troupe show render FILE [--out timeline.json] [--seed 1] [--seeks 50] [--clips FOLDER] [--json]',
    summary: 'play a show headless: its times, its timeline, and whether every moment can be sought',
    load: () => import('@troupe/server/show-render'),
  },
  {
    name: 'show beats',
    usage: 'troupe show beats FILE [--bpm N] [--meter 4] [--json]',
    summary: 'the beats of a recording (WAV or FLAC): tempo, first bar, how sure; 1 when not sure',
    help: SHOW_HELP.beats,
    load: () => import('@troupe/server/show-beats'),
  },
  {
    name: 'score render',
    usage: 'troupe score render SCORE --out X.wav|X.flac [--rate 22050] [--rounds 1] [--swing 0]',
    summary: 'sound a score as clients do, to a file: music of our own as a recording',
    load: () => import('@troupe/server/score-render'),
  },
  {
    name: 'show play',
    usage: 'troupe show play FILE [--stage ID] [--url http://localhost:2567]',
    summary: 'put a show onto a served stage and follow it; Enter says GO',
    load: () => import('./show-play.ts'),
  },
  {
    name: 'show do',
    usage:
      'troupe show do go|play|pause|stop|panic|seek SECONDS|rate FACTOR [--stage ID] [--url http://localhost:2567]',
    summary: 'what an operator asks of the show on a served stage',
    load: () => import('./show-do.ts'),
  },
  {
    name: 'show storyboard',
    usage:
      'troupe show storyboard FILE [--out sim-tests/results/storyboards] [--lang en|ko] [--only SCENE,SCENE] [--frames] [--reuse DIR]',
    summary: 'a contact sheet of the key moment of every scene, taken from the real stage',
    load: () => import('@troupe/sim-tests/tools/show-storyboard'),
  },
  {
    name: 'show schema',
    usage: 'troupe show schema',
    summary: 'the JSON Schema of shows, for editors; kept as assets/shows/show.schema.json',
    load: () => import('@troupe/server/show-schema'),
  },
  {
    name: 'show export',
    usage: 'troupe show export FILE --otio OUT.otio [--fps 25]',
    summary: 'the timeline of a show as OpenTimelineIO: a track a performer, cues as clips and markers',
    load: () => import('@troupe/server/show-export'),
  },
  {
    name: 'mcp',
    usage: 'troupe mcp [--stage ID] [--url http://localhost:2567]',
    summary: 'join an agent (MCP by standard input and output) to a stage that is served with --mcp',
    load: () => import('@troupe/server/mcp'),
  },
  {
    name: 'bridges check',
    usage: 'troupe bridges check FILE... [--json]',
    summary: 'what is wrong with a file of bridges, as file:line:col CODE message',
    load: () => import('@troupe/server/bridges-check'),
  },
  {
    name: 'bench motion',
    usage: 'troupe bench motion [--performers 256] [--json] [--record]',
    summary: 'cost of the learned motion, nets and JS, on one thread',
    load: () => import('@troupe/sim-tests/bench/motion'),
  },
  {
    name: 'bench motion-quality',
    usage:
      'troupe bench motion-quality [--seeds 64] [--minutes 5] [--mode neutral] [--network exact|int8] [--json] [--record]',
    summary: 'how well people move in a long closed loop, class by class, beside the recordings',
    load: () => import('@troupe/sim-tests/bench/motion-quality'),
  },
  {
    name: 'bench motion-styles',
    usage: 'troupe bench motion-styles [--seeds 8] [--seconds 40] [--json] [--record]',
    summary:
      'every style in numbers, learned and derived: posture, tempo, amplitude, skate; cost of a transform',
    load: () => import('@troupe/sim-tests/bench/motion-styles'),
  },
  {
    name: 'bench retarget',
    usage: 'troupe bench retarget [--bodies 5] [--seeds 16] [--minutes 2] [--json] [--record]',
    summary:
      'people in a long closed loop on the bodies that differ most: feet, and bones of their own VRM files',
    load: () => import('@troupe/sim-tests/bench/retarget'),
  },
  {
    name: 'bench gestures',
    usage: 'troupe bench gestures [--seeds 4] [--json] [--record]',
    summary: 'talking hands: strokes against words, strokes a minute, share on stressed words',
    load: () => import('@troupe/sim-tests/bench/gestures'),
  },
  {
    name: 'bench physics',
    usage: 'troupe bench physics [--performers 1000] [--json] [--record]',
    summary: 'cost of one tick of physics',
    load: () => import('@troupe/sim-tests/bench/physics'),
  },
  {
    name: 'bench stream',
    usage:
      'troupe bench stream [--performers 200] [--guests 200] [--seconds 10] [--budget BYTES] [--baseline schema,schema-view,msgpackr] [--no-baseline] [--json] [--record]',
    summary: 'cost of the pose stream, beside a naive Colyseus schema and other roads',
    load: () => import('@troupe/sim-tests/bench/stream'),
  },
  {
    name: 'bench growth',
    usage:
      'troupe bench growth [--performers 20,100,300] [--guests 25,100,300] [--seconds 5] [--price-core-hour 0.04] [--price-gb 0.02] [--page docs/growth.md] [--json] [--record]',
    summary:
      'how the cost of the stream grows with cast and crowd: a grid, a fitted curve, 10⁴ and 10⁶ guests',
    load: () => import('@troupe/sim-tests/bench/growth'),
  },
  {
    name: 'bench codec',
    usage: 'troupe bench codec [--comparisons 10000000] [--seed 1] [--json] [--record]',
    summary: 'every decoded joint compared with its pose, over layer switches, skips and losses at random',
    load: () => import('@troupe/sim-tests/bench/codec'),
  },
  {
    name: 'bench decode',
    usage: 'troupe bench decode [--bodies 200] [--seed 1] [--json] [--record]',
    summary: 'what a client spends on the pose stream: decode, jitter buffer, interpolation',
    load: () => import('@troupe/sim-tests/bench/decode'),
  },
  {
    name: 'bench pace',
    usage: 'troupe bench pace [--performers 300] [--watchers 1] [--ticks 40] [--json] [--record]',
    summary:
      'CPU a tick of motion with everybody at full rate and by the rules for people far from every guest',
    load: () => import('@troupe/sim-tests/bench/pace'),
  },
  {
    name: 'bench stage',
    usage: 'troupe bench stage [--performers 100] [--guests 50] [--seconds 20] [--json] [--record]',
    summary: 'the whole stage under load: tick time and pose age',
    load: () => import('@troupe/sim-tests/bench/stage'),
  },
  {
    name: 'crowd run',
    usage:
      'troupe crowd run SCENARIO [--url ws://127.0.0.1:2567] [--bots N] [--seconds S] [--seed N] [--workers 1] [--performers N] [--threshold "rtt_ms:p99 <= 50"] [--out DIR] [--json] [--junit FILE] [--prometheus PORT]',
    summary: 'a crowd of bots against a stage, judged: HTML, JSON and JUnit reports',
    help: CROWD_HELP.run,
    load: () => import('@troupe/sim-tests/crowd/run'),
  },
  {
    name: 'crowd list',
    usage: 'troupe crowd list [--json]',
    summary: 'the scenarios that come along',
    load: () => import('@troupe/sim-tests/crowd/list'),
  },
  {
    name: 'crowd compare',
    usage: 'troupe crowd compare A B [--html FILE] [--fail-on-worse] [--seed 1] [--json]',
    summary: 'two runs side by side, with the confidence of every difference',
    help: CROWD_HELP.compare,
    load: () => import('@troupe/sim-tests/crowd/compare'),
  },
  {
    name: 'crowd doctor',
    usage: 'troupe crowd doctor [--bots 1000] [--json]',
    summary: 'whether this machine can carry a crowd: files, ports, loopback, cores, timers, clock',
    help: CROWD_HELP.doctor,
    load: () => import('@troupe/sim-tests/crowd/doctor'),
  },
  {
    name: 'crowd schema',
    usage: 'troupe crowd schema',
    summary: 'the JSON Schema of scenarios, for editors',
    load: () => import('@troupe/sim-tests/crowd/schema'),
  },
  {
    name: 'motion prompt',
    usage: 'troupe motion prompt "a slow turn, then a small bow" [--out X.png] [--seed 1] [--json]',
    summary: 'turn words in Korean or English into a plan of motion; --out draws what the engine plays',
    load: () => import('@troupe/sim-tests/tools/motion-prompt'),
  },
  {
    name: 'motion strips',
    usage:
      'troupe motion strips --truth FILE [--out sim-tests/results/motion-strips] [--body tilda] [--only NAME,NAME] [--model assets/models/motion] [--json]',
    summary:
      'motions through a fixed camera, recordings beside the model; FILE by avatars/train/motion/truth.py',
    load: () => import('@troupe/sim-tests/tools/motion-strips'),
  },
  {
    name: 'motion far',
    usage: 'troupe motion far [--out assets/models/far-motion/far-motions.bin] [--json]',
    summary: 'make anew what people are seen at from so far away that only their hips are streamed',
    load: () => import('@troupe/sim-tests/tools/motion-far'),
  },
  {
    name: 'paint',
    usage:
      'troupe paint "flowers on Venus"|sheet [--out X.png] [--seed 1] [--family NAME] [--mood NAME] [--size 768] [--tile] [--strokes] [--json]',
    summary:
      'paint what a prompt in Korean or English says, offline; `sheet` draws every family in every mood',
    load: () => import('@troupe/sim-tests/tools/paint'),
  },
  {
    name: 'say',
    usage:
      'troupe say "Hello, I am Tilda." [--out X.wav] [--plot X.png] [--as tilda] [--mood happy|relaxed|surprised|sad|angry] [--json]',
    summary: 'speak a line in Korean or English; tells when every word, sound and mouth shape comes',
    load: () => import('@troupe/sim-tests/tools/say'),
  },
  {
    name: 'senses replay',
    usage: 'troupe senses replay FILE.jsonl [--url http://localhost:2567] [--name Mina] [--json]',
    summary: 'check sense events of a JSONL file, and with --url play them to a stage as a guest would',
    load: () => import('@troupe/sim-tests/tools/senses-replay'),
  },
  {
    name: 'bench speech',
    usage: 'troupe bench speech [--rounds 5] [--json] [--record]',
    summary: 'text to first sound and mouth shapes, sounds without a mouth shape, both languages',
    load: () => import('@troupe/sim-tests/bench/speech'),
  },
  {
    name: 'bench mind',
    usage:
      'troupe bench mind [--only addressee,grounding,retrieval,bargein,cost,hang] [--misses] [--json] [--record]',
    summary: 'whom and what a guest means, what is found and remembered, barge-in, cost, a brain that hangs',
    load: () => import('@troupe/sim-tests/bench/mind'),
  },
  {
    name: 'bench body',
    usage: 'troupe bench body [--people 200] [--first 1000] [--whole 5] [--workers 2] [--json] [--record]',
    summary: 'one photo to a body, on drawn people of whom everything is known',
    load: () => import('@troupe/sim-tests/bench/body'),
  },
  {
    name: 'bench likeness',
    usage:
      'troupe bench likeness [--people 8] [--first 3000] [--photos DIR] [--sheet X.png] [--json] [--record]',
    summary: 'a blind test: which of eight bodies came of this photo?',
    load: () => import('@troupe/sim-tests/bench/likeness'),
  },
  {
    name: 'bench face',
    usage: 'troupe bench face [--people 24] [--first 3000] [--shape] [--json] [--record]',
    summary:
      'the face of a body from a photo against the true one: shape in mm, skin with the light taken out',
    load: () => import('@troupe/sim-tests/bench/face'),
  },
  {
    name: 'cast build',
    usage: 'troupe cast build [--only id,id] [--out assets/bodies] [--json]',
    summary: 'make the bodies of Tilda and the cast from their recipes',
    load: () => import('@troupe/avatars/cast'),
  },
  {
    name: 'body',
    usage:
      'troupe body PHOTO --out X.vrm [--stage DIR] [--sheet X.png] [--height M] [--presentation feminine|neutral|masculine] [--age YEARS] [--name NAME] [--author NAME] [--json]',
    summary: 'a photo of one whole person to a dressed, rigged VRM 1.0',
    load: () => import('@troupe/avatars/photo-command'),
  },
  {
    name: 'body kit',
    usage: 'troupe body kit --data DIR/body-mesh [--python /usr/bin/python3]',
    summary: 'rebuild what dresses a body from a photo: face shapes, hair, shoes, places of the face points',
    load: () => import('@troupe/avatars/photo-kit'),
  },
  {
    name: 'body regressor',
    usage: 'troupe body regressor [--people 3300] [--runs 160] [--workers 2] [--python /usr/bin/python3]',
    summary:
      'learn anew where a body from a photo starts: drawn people, measured network errors, a small network',
    load: () => import('@troupe/avatars/photo-regressor'),
  },
  {
    name: 'body faces',
    usage: 'troupe body faces [--people 900] [--views 3] [--workers 2] [--python /usr/bin/python3]',
    summary: "learn anew what a face's points say of its shape: drawn heads as the network reads them",
    load: () => import('@troupe/avatars/photo-faces'),
  },
  {
    name: 'clip import',
    usage:
      'troupe clip import FILE --out X.vrma|X.bvh|X.clip.json [--body tilda] [--take NAME] [--fps 20] [--unit m|cm|mm|inch] [--up y|z] [--pose] [--json]',
    summary: 'put a BVH, VRMA or glTF animation of any rig onto a body',
    load: () => import('./clip-import.ts'),
  },
  {
    name: 'clip info',
    usage: 'troupe clip info FILE [--take NAME] [--unit m|cm|mm|inch] [--up y|z] [--pose] [--json]',
    summary: 'what a clip file holds: rig, unit, axis, takes, feet; or what is wrong with it and where',
    load: () => import('./clip-info.ts'),
  },
  {
    name: 'clip export',
    usage:
      'troupe clip export RECORD --performer NAME|ID --out X.vrma|X.bvh|X.clip.json [--from 0] [--to SECONDS] [--fps 20] [--clips FOLDER] [--json]',
    summary: 'replay a record and write what one performer did as a clip',
    load: () => import('./clip-export.ts'),
  },
  {
    name: 'export',
    usage:
      'troupe export RECORD --vrma OUT.vrma|--frames DIR [--performer Tilda] [--size 1280x720] [--from 0] [--to SECONDS] [--fps 20] [--clips FOLDER] [--json]',
    summary: 'a record as what a performer did (VRM animation), or as pictures through headless Chromium',
    load: () => import('./export.ts'),
  },
  {
    name: 'gallery sheet',
    usage: 'troupe gallery sheet [--out docs/pictures] [--body tilda] [--json]',
    summary: 'a contact sheet of every style and action, taken in the gallery page with the real bodies',
    load: () => import('@troupe/sim-tests/tools/gallery-sheet'),
  },
  {
    name: 'screenshots',
    usage: 'troupe screenshots [--out docs/pictures]',
    summary: 'take the pictures of the README from a running stage',
    load: () => import('@troupe/sim-tests/tools/screenshots'),
  },
];

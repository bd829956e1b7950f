// Writes stage.json and knowledge.json of the studio hall: `node assets/stages/studio-hall/make-studio-hall.mjs`. Numbers in
// m and rad; +Z is south (the door), the platform lies north, windows east, the piano and three paintings west.
import { readFileSync, writeFileSync } from 'node:fs';

const round = (value) => Math.round(value * 1000) / 1000;
const SIZE = [18, 24];
const WALL_M = 0.15;
const TOP = 0.16;
const colliders = [];
const box = (id, kind, centre, half, yaw = 0) =>
  colliders.push({
    id,
    shape: 'box',
    kind,
    centre: centre.map(round),
    half: half.map(round),
    yaw: round(yaw),
  });

// One low platform that takes a single step, and a ramp on its east side.
box('platform', 'step', [0, TOP / 2, -7], [5.5, TOP / 2, 3.2]);
colliders.push({
  id: 'ramp',
  shape: 'ramp',
  kind: 'ramp',
  from: [7.4, 0, -7.2],
  to: [5.35, TOP, -7.2],
  width: 1.5,
});

// Four walls, the curtain behind the platform, and two legs on each side that hide who waits in the wings.
const [halfX, halfZ] = [SIZE[0] / 2, SIZE[1] / 2];
box('wallWest', 'wall', [-halfX + WALL_M, 2.7, 0], [WALL_M, 2.7, halfZ]);
box('wallEast', 'wall', [halfX - WALL_M, 2.7, 0], [WALL_M, 2.7, halfZ]);
box('wallNorth', 'wall', [0, 2.7, -halfZ + WALL_M], [halfX, 2.7, WALL_M]);
box('wallSouth', 'wall', [0, 2.7, halfZ - WALL_M], [halfX, 2.7, WALL_M]);
box('curtain', 'curtain', [0, 2.2, -10.5], [5.7, 2.2, 0.12]);
for (const [side, x] of [
  ['West', -6.5],
  ['East', 6.5],
])
  for (const [i, z] of [-9.5, -4.9].entries())
    box(`leg${side}${i + 1}`, 'curtain', [x, 2.2, z], [0.75, 2.2, 0.1]);

box('piano', 'piano', [-8.1, 0.62, -1.4], [0.36, 0.62, 0.76]);
box('easel', 'easel', [6.9, 0.8, 8.4], [0.35, 0.8, 0.3], -2.3);

// Three rows of benches, an aisle in the middle; those of a row touch, since a gap for half a person is a trap.
const seats = [];
for (const [row, z] of [1.2, 3.3, 5.4].entries())
  for (const [i, x] of [-3.95, -2, 2, 3.95].entries()) {
    box(`bench${row + 1}${'abcd'[i]}`, 'bench', [x, 0.22, z], [0.95, 0.22, 0.24], Math.PI);
    for (const side of [0.45, -0.45]) seats.push({ x: round(x + side), y: 0.44, z, yaw: round(Math.PI) });
  }

const paintings = [2.3, 5.9, 9.5].map((z, i) => ({
  id: `painting${i + 1}`,
  position: [round(-halfX + WALL_M * 2 + 0.04), 1.72, z],
  yaw: round(Math.PI / 2),
  width: i === 1 ? 2 : 1.3,
  height: i === 1 ? 1.3 : 1.7,
}));

const prop = (id, shape, kind, half, massKg, position, yaw = 0) => ({
  id,
  shape,
  kind,
  half,
  massKg,
  position,
  yaw,
});
const props = [
  prop('ball', 'sphere', 'ball', [0.36, 0.36, 0.36], 2.5, [7, 0.4, 3]),
  prop('crate1', 'box', 'crate', [0.3, 0.3, 0.3], 9, [-7.6, 0.31, -6.6], 0.3),
  prop('crate2', 'box', 'crate', [0.24, 0.24, 0.24], 6, [-7.9, 0.25, -7.4], -0.4),
  prop('lantern1', 'cylinder', 'lantern', [0.19, 0.26, 0.19], 1.2, [-5.9, 0.27, -3.2]),
  prop('lantern2', 'cylinder', 'lantern', [0.19, 0.26, 0.19], 1.2, [5.9, 0.27, -3.2]),
];

const mark = (x, z, toX, toZ) => ({ x: round(x), z: round(z), yaw: round(Math.atan2(toX - x, toZ - z)) });
const AUDIENCE = [0, 3];
const on = (x, z) => mark(x, z, ...AUDIENCE);
const marks = {
  stage: on(0, -6),
  centre: mark(0, -2, 0, 8),
  stageLeft: on(-2.6, -6.2),
  stageRight: on(2.6, -6.2),
  upLeft: on(-3.8, -9),
  upCentre: on(0, -9.2),
  upRight: on(3.8, -9),
  downLeft: on(-3.8, -4.6),
  downCentre: on(0, -4.5),
  downRight: on(3.8, -4.6),
  wingLeft: mark(-6.6, -8, 0, -7),
  wingRight: mark(6.6, -8.6, 0, -7),
  west: mark(-5.6, -1.4, 0, -7),
  east: mark(5.6, -1.6, 0, -7),
  piano: mark(-7.1, -1.4, -8.1, -1.4),
  easel: mark(6.15, 7.6, 6.9, 8.4),
  window1: mark(7.6, -1.4, 8.7, -1.4),
  window2: mark(7.6, 2, 8.7, 2),
  window3: mark(7.6, 5.2, 8.7, 5.2),
  gallery1: mark(-6.9, 2.5, -8.7, 2.3),
  gallery2: mark(-6.6, 6.1, -8.7, 5.9),
  gallery3: mark(-6.9, 9.3, -8.7, 9.5),
  aisle1: mark(0, 2.2, 0, -7),
  aisle2: mark(0, 4.4, 0, -7),
  south: mark(0, 8, 0, 0),
  door: mark(2.4, 9.4, 0, 0),
  backLeft: mark(-4, 7.6, 0, -7),
  backRight: mark(3.6, 7.2, 0, -7),
};
const spawn = [
  [0, 10.2],
  [-1.2, 10.4],
  [1.2, 10.4],
  [-2.4, 10.2],
  [-3.6, 10.4],
  [0, 9.2],
].map(([x, z]) => ({ x, z, yaw: round(Math.PI) }));

const stage = {
  id: 'studio-hall',
  name: { en: 'Studio hall', ko: '스튜디오 홀' },
  set: 'hall',
  size: SIZE,
  spawn,
  marks,
  seats,
  colliders,
  props,
  paintings,
};
writeFileSync(new URL('stage.json', import.meta.url), `${JSON.stringify(stage, null, 2)}\n`);

// What people know of themselves they know everywhere; what they know of the plaza's places stays there.
const PLAZA_ONLY =
  'lanterns hills circles tree petalsTwo windows count where pool sit ball lights hour food drink toilet opening wheelchair garden stairs rain swim exit crates brush lost wayLost dislikePlace happyHere tonight game'.split(
    ' ',
  );
const plaza = JSON.parse(readFileSync(new URL('../plaza/knowledge.json', import.meta.url), 'utf8'));
const fact = (id, asks, en, ko) => ({ id, asks, text: { en, ko } });
const facts = [
  ...plaza.facts.filter(({ id }) => !PLAZA_ONLY.includes(id)),
  fact(
    'hall',
    [
      'where are we',
      'what is this place',
      'what is this hall for',
      '여기는 어디예요',
      '이 홀은 뭐 하는 곳이에요',
    ],
    'This is the studio hall. Here we rehearse, and play for those who like to sit close.',
    '여기는 스튜디오 홀이에요. 연습하는 곳이고, 가까이 앉아 보고 싶은 분들께 공연도 해요.',
  ),
  fact(
    'hallSit',
    ['where can I sit', 'which seat is the best', '어디 앉을 수 있어요', '어느 자리가 좋아요'],
    'On any bench. The second row sees feet and faces both.',
    '아무 벤치에나 앉으세요. 둘째 줄에서는 발도 얼굴도 다 보여요.',
  ),
  fact(
    'hallPiano',
    [
      'who plays the piano',
      'may I play the piano',
      'is the piano tuned',
      '피아노는 누가 쳐요',
      '피아노 쳐도 돼요',
    ],
    'Kwame tunes it and plays it softly when nobody asks. Its lid is closed tonight.',
    '콰메가 조율하고, 아무도 부탁하지 않을 때 조용히 쳐요. 오늘은 뚜껑이 닫혀 있어요.',
  ),
  fact(
    'hallWindows',
    ['what is outside the windows', 'what time is it', '창밖에는 뭐가 있어요', '지금 몇 시예요'],
    'The blue hour, as on the plaza. We keep the curtains open until the first cue.',
    '광장처럼 블루 아워예요. 첫 큐까지는 커튼을 열어 둬요.',
  ),
  fact(
    'hallPlaza',
    ['where is the plaza', 'how do I get to the plaza', '광장은 어디예요', '광장에는 어떻게 가요'],
    'The plaza is the other stage. Choose it at the top of the page, and you walk in from its south side.',
    '광장은 다른 무대예요. 화면 위에서 고르면 남쪽에서 걸어 들어가요.',
  ),
  fact(
    'hallExit',
    ['where is the exit', 'how do I get out', '출구가 어디예요', '어떻게 나가요'],
    'Behind the last row, the double door in the south wall.',
    '마지막 줄 뒤, 남쪽 벽의 두 짝 문이에요.',
  ),
  fact(
    'hallRamp',
    ['can I come in a wheelchair', 'is there a ramp', '휠체어로 갈 수 있어요', '경사로 있어요'],
    'Yes: the floor is level, and a ramp leads onto the platform on the east side.',
    '네, 바닥은 평평하고, 동쪽에 단으로 올라가는 경사로가 있어요.',
  ),
  fact(
    'hallCurtain',
    ['what is behind the curtain', 'may I go backstage', '커튼 뒤에는 뭐가 있어요', '무대 뒤에 가도 돼요'],
    'A metre of dark and two crates. That is all the backstage we have.',
    '어둠 일 미터와 상자 두 개요. 무대 뒤는 그게 다예요.',
  ),
  fact(
    'hallCount',
    ['how many paintings are there', 'where are the paintings', '그림이 몇 점이에요', '그림은 어디에 있어요'],
    'Three hang here, on the west wall; the others are on the plaza.',
    '여기는 서쪽 벽에 세 점이 걸려 있고, 나머지는 광장에 있어요.',
  ),
  fact(
    'hallLights',
    ['who runs the lights', 'what hangs up there', '조명은 누가 해요', '위에 달린 건 뭐예요'],
    'Those are the lamps of our shows. Ravi hung them; the show desk tells them what to do.',
    '우리 공연의 조명이에요. 라비가 달았고, 쇼 데스크가 시키는 대로 켜져요.',
  ),
];
const abouts = new Set([...paintings.map(({ id }) => id), 'ball', 'crate', 'lantern']);
const people = new Set(plaza.facts.flatMap(({ id, about }) => (about === id ? [id] : [])));
const kept = facts.filter(({ about }) => about === undefined || abouts.has(about) || people.has(about));
// What performers say to one another in here; {guest} is the other.
const chats = [
  {
    en: [
      'The curtain breathes, {guest}. Look at its hem.',
      'Somebody opened the door.',
      'Or it is as nervous as I am.',
      'It has done this more often than both of us.',
    ],
    ko: [
      '{guest}, 막이 숨을 쉬어요. 아랫단을 봐요.',
      '누가 문을 열었나 봐요.',
      '아니면 저만큼 떨리거나요.',
      '우리 둘보다 많이 해 본 막인걸요.',
    ],
  },
  {
    en: [
      'Which row would you sit in?',
      'The second. Near enough for the feet, far enough for the face.',
      'You have thought about this.',
      'I have sat in all of them, when nobody was here.',
    ],
    ko: [
      '어느 줄에 앉고 싶어요?',
      '둘째 줄이요. 발이 보일 만큼 가깝고 얼굴이 보일 만큼 멀어요.',
      '생각해 본 적이 있네요.',
      '아무도 없을 때 다 앉아 봤거든요.',
    ],
  },
  {
    en: [
      'Somebody closed the lid of the piano.',
      'So that it sleeps.',
      'I heard it hum all the same.',
      'That was the floor. Or you, {guest}.',
    ],
    ko: [
      '누가 피아노 뚜껑을 닫아 뒀네요.',
      '자라고 그런 거예요.',
      '그래도 웅웅거리던데요.',
      '마루 소리예요. 아니면 {guest}이거나요.',
    ],
  },
  {
    en: [
      'The windows have gone blue.',
      'Then it is nearly time.',
      'It is always nearly time in here.',
      'That is what a hall is for.',
    ],
    ko: ['창이 파래졌어요.', '그럼 곧 시작이네요.', '여기는 늘 곧 시작이에요.', '그러라고 있는 홀이잖아요.'],
  },
  {
    en: [
      'How many boards from the wing to the middle, {guest}?',
      'Eleven. Twelve when I am tired.',
      'I count the breaths. It is four.',
      'Then we meet at the same mark.',
    ],
    ko: [
      '{guest}, 옆막에서 가운데까지 마루 널이 몇 장이에요?',
      '열한 장이요. 피곤하면 열두 장.',
      '저는 숨을 세요. 네 번이에요.',
      '그럼 같은 자리에서 만나겠네요.',
    ],
  },
  {
    en: [
      'Which of the paintings would you hang beside the piano?',
      'The loudest. The piano can defend itself.',
      'And the quiet ones?',
      'By the door, where people slow down.',
    ],
    ko: [
      '피아노 옆에는 어떤 그림을 걸고 싶어요?',
      '제일 시끄러운 거요. 피아노는 지지 않거든요.',
      '조용한 그림은요?',
      '문 옆이요. 다들 걸음을 늦추는 데니까요.',
    ],
  },
  {
    en: [
      'I tried the turn again, where the floor is smooth.',
      'And?',
      'The floor was on your side.',
      "It is on everybody's side, if you ask it early.",
    ],
    ko: [
      '마루가 매끈한 데서 그 회전을 다시 해 봤어요.',
      '어땠어요?',
      '마루가 당신 편이던데요.',
      '일찍 부탁하면 누구 편이든 들어 줘요.',
    ],
  },
  {
    en: [
      'When the benches are empty I hear my own steps.',
      'And when they are full?',
      'Then I hear theirs, although they sit.',
      'You have good ears, {guest}.',
    ],
    ko: [
      '객석이 비면 제 발소리가 들려요.',
      '가득 차면요?',
      '앉아 있는데도 그분들 소리가 들려요.',
      '{guest}, 귀가 밝네요.',
    ],
  },
];
const knowledge = { synonyms: plaza.synonyms, facts: kept, chats };
writeFileSync(new URL('knowledge.json', import.meta.url), `${JSON.stringify(knowledge, null, 1)}\n`);

/** Every word of the page in both languages. A key missing in one of them does not compile. */
const EN = {
  title: 'Troupe',
  stage: 'Plaza at blue hour',
  skip: 'Skip to the controls',
  canvas: 'The stage. Drag to look around, click a person to look at them.',
  enterTitle: 'Come onto the plaza',
  enterLead: 'Choose a body and a name. Tilda is somewhere between the lanterns and the paintings.',
  enterName: 'Your name',
  enterNameHint: 'Shown over your head; up to 24 letters',
  enterBody: 'Your body',
  enterGo: 'Step in',
  enterGoing: 'Stepping in',
  enterLater: 'Just watch',
  open: 'Step in',
  leave: 'Leave the stage',
  gallery: 'Motion gallery',
  close: 'Close',
  say: 'Say something',
  sayPlaceholder: 'Write to Tilda, Enter to say it',
  send: 'Say',
  log: 'What was said',
  logEmpty: 'It is quiet. Say hello, and look who turns around.',
  you: 'you',
  gestures: 'Gestures',
  gestureTold: '{name}: {gesture}',
  actionWave: 'Wave',
  actionWaveHigh: 'Wave high',
  actionBow: 'Bow',
  actionCourtBow: 'Deep bow',
  actionCurtsy: 'Curtsy',
  actionClap: 'Clap',
  actionNod: 'Nod',
  actionShakeHead: 'Shake head',
  actionShrug: 'Shrug',
  actionPoint: 'Point',
  actionPointAtYou: 'Point at you',
  actionBeckon: 'Beckon',
  actionBeckonBoth: 'Beckon with both hands',
  actionArmsWide: 'Arms wide',
  actionOpenArms: 'Open arms',
  actionHandsUp: 'Hands up',
  actionHandsOnHips: 'Hands on hips',
  actionBendAndLift: 'Pick up',
  actionDanceModern: 'Modern dance',
  actionDanceBallet: 'Ballet',
  actionDanceStage: 'Dance',
  actionSalute: 'Salute',
  actionBlowKiss: 'Blow a kiss',
  actionFistPump: 'Cheer',
  actionLaugh: 'Laugh',
  moveHint: 'Walk with W A S D or the arrow keys, Shift to hurry. Gestures on 1 to 9, Enter to speak.',
  moveStick: 'Walk',
  language: '한국어',
  languageLabel: 'Switch the page to Korean',
  themeLight: 'Light',
  themeDark: 'Dark',
  themeLabel: 'Colours of the page',
  figures: 'Figures',
  guests: 'Guests',
  performers: 'Performers',
  latency: 'Latency',
  fps: 'Pictures',
  perSecond: '{n}/s',
  milliseconds: '{n} ms',
  unknown: '…',
  connecting: 'Opening the stage',
  connectingMore: 'Asking {host} for a seat.',
  reconnecting: 'The connection broke',
  reconnectingMore: 'Your place is kept for {n} s more. Trying again.',
  full: 'The stage is full',
  fullMore: 'Every seat is taken. Trying again in {n} s.',
  versionMismatch: 'This page is older than the stage',
  versionMismatchMore: 'Reload the page to get the version that the stage speaks.',
  closed: 'The stage has closed',
  closedMore: 'The server ended the show. Trying again in {n} s.',
  error: 'The stage cannot be reached',
  errorMore: '{reason}. Is the server running at {host}? Trying again in {n} s.',
  retry: 'Try again now',
  reload: 'Reload',
  noGl: 'This browser cannot draw the stage',
  noGlMore: 'WebGL 2 is needed. Switch on hardware acceleration in the settings, or use another browser.',
  bodyTrouble: 'Some bodies could not be loaded; they are shown as plain figures.',
  watching: 'Watching {name}',
  brainOffline: 'offline brain',
} as const;

export type WordKey = keyof typeof EN;
type Dictionary = { readonly [K in WordKey]: string };

const KO: Dictionary = {
  title: 'Troupe',
  stage: '블루 아워의 광장',
  skip: '조작부로 건너뛰기',
  canvas: '무대예요. 끌어서 둘러보고, 사람을 누르면 그 사람을 바라봐요.',
  enterTitle: '광장으로 들어오세요',
  enterLead: '몸과 이름을 골라 주세요. 틸다는 등불과 그림 사이 어딘가에 있어요.',
  enterName: '이름',
  enterNameHint: '머리 위에 보여요. 24자까지 쓸 수 있어요',
  enterBody: '몸',
  enterGo: '들어가기',
  enterGoing: '들어가고 있어요',
  enterLater: '구경만 할게요',
  open: '들어가기',
  leave: '무대에서 나가기',
  gallery: '동작 갤러리',
  close: '닫기',
  say: '말하기',
  sayPlaceholder: '틸다에게 말을 걸어 보세요',
  send: '말하기',
  log: '오간 말',
  logEmpty: '조용해요. 인사를 건네고, 누가 돌아보는지 보세요.',
  you: '나',
  gestures: '몸짓',
  gestureTold: '{name}: {gesture}',
  actionWave: '손 흔들기',
  actionWaveHigh: '높이 흔들기',
  actionBow: '인사하기',
  actionCourtBow: '깊이 인사하기',
  actionCurtsy: '무릎 인사',
  actionClap: '박수 치기',
  actionNod: '끄덕이기',
  actionShakeHead: '고개 젓기',
  actionShrug: '으쓱하기',
  actionPoint: '가리키기',
  actionPointAtYou: '너를 가리키기',
  actionBeckon: '손짓해 부르기',
  actionBeckonBoth: '두 손으로 부르기',
  actionArmsWide: '팔 벌리기',
  actionOpenArms: '반기기',
  actionHandsUp: '두 손 들기',
  actionHandsOnHips: '허리에 손',
  actionBendAndLift: '주워 들기',
  actionDanceModern: '현대 무용',
  actionDanceBallet: '발레',
  actionDanceStage: '춤추기',
  actionSalute: '경례하기',
  actionBlowKiss: '손 키스',
  actionFistPump: '환호하기',
  actionLaugh: '웃기',
  moveHint: 'W A S D나 화살표로 걷고, Shift로 서둘러요. 1~9는 몸짓, Enter는 말하기예요.',
  moveStick: '걷기',
  language: 'English',
  languageLabel: '화면을 영어로 바꾸기',
  themeLight: '밝게',
  themeDark: '어둡게',
  themeLabel: '화면 색',
  figures: '수치',
  guests: '손님',
  performers: '배우',
  latency: '지연',
  fps: '화면',
  perSecond: '초당 {n}',
  milliseconds: '{n} ms',
  unknown: '…',
  connecting: '무대를 여는 중이에요',
  connectingMore: '{host}에 자리를 묻고 있어요.',
  reconnecting: '연결이 끊겼어요',
  reconnectingMore: '자리를 {n}초 더 맡아 둘게요. 다시 연결하고 있어요.',
  full: '자리가 다 찼어요',
  fullMore: '빈자리가 없어요. {n}초 뒤에 다시 물어볼게요.',
  versionMismatch: '이 화면이 무대보다 오래됐어요',
  versionMismatchMore: '새로고침하면 무대와 맞는 판을 받아요.',
  closed: '무대가 닫혔어요',
  closedMore: '서버가 공연을 마쳤어요. {n}초 뒤에 다시 해 볼게요.',
  error: '무대에 닿지 않아요',
  errorMore: '{reason}. {host}에서 서버가 돌고 있나요? {n}초 뒤에 다시 해 볼게요.',
  retry: '지금 다시 하기',
  reload: '새로고침',
  noGl: '이 브라우저로는 무대를 그릴 수 없어요',
  noGlMore: 'WebGL 2가 필요해요. 설정에서 하드웨어 가속을 켜거나 다른 브라우저를 써 주세요.',
  bodyTrouble: '몇몇 몸을 불러오지 못해 단순한 모습으로 보여 드려요.',
  watching: '{name} 보는 중',
  brainOffline: '오프라인 두뇌',
};

const WORDS = { en: EN as Dictionary, ko: KO } as const;
export type Locale = keyof typeof WORDS;

/** The words of a key, with {placeholders} filled in. */
export function words(locale: Locale, key: WordKey, fill: Record<string, string | number> = {}): string {
  return WORDS[locale][key].replace(/\{(\w+)\}/g, (whole, name: string) => String(fill[name] ?? whole));
}

/** Keys of the dictionary; for tests. */
export const WORD_KEYS = Object.keys(EN) as WordKey[];

/** The word for an action of the motion model (its side is left out), or its own name in plain letters. */
export function actionWord(locale: Locale, action: string): string {
  const plain = action.replace(/(Right|Left)$/, '');
  const key = `action${plain[0]?.toUpperCase() ?? ''}${plain.slice(1)}`;
  if (key in EN) return words(locale, key as WordKey);
  return plain
    .replaceAll('_', ' ')
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/^./, (letter) => letter.toUpperCase());
}

/** What people like to do, in the order of the number keys. */
const LIKED = ['wave', 'bow', 'nod', 'shakeHead', 'clap', 'shrug', 'point', 'beckon', 'danceStage'] as const;
const GESTURES_MAX = 9;

/** The gestures that are offered: liked ones first, one side of each, at most one for each number key. */
export function chooseGestures(actions: readonly string[]): string[] {
  const plain = (action: string): string => action.replace(/(Right|Left)$/, '');
  const found = new Map<string, string>();
  for (const action of actions) if (!found.has(plain(action))) found.set(plain(action), action);
  const liked = LIKED.flatMap((name) => found.get(name) ?? []);
  const others = [...found.values()].filter((action) => !liked.includes(action));
  return [...liked, ...others].slice(0, GESTURES_MAX);
}

/** Language to begin with: the address, the last choice, the browser. */
export function firstLocale(search: URLSearchParams, stored: string | null, browser: string): Locale {
  for (const wish of [search.get('lang'), stored, browser.slice(0, 2)])
    if (wish === 'ko' || wish === 'en') return wish;
  return 'en';
}

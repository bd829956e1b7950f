import type { Locale } from '../lib/words.ts';

/** Words of the gallery in both languages; a key missing in one of them does not compile. */
const EN = {
  title: 'Motion gallery',
  back: 'To the stage',
  canvas: 'The body that moves. Drag to look from another side, scroll to come nearer.',
  body: 'Body',
  styles: 'Styles',
  derived: '(derived)',
  derivedHint:
    'Derived styles are learned walking with another posture, tempo and swing; nobody was recorded so.',
  actions: 'Actions',
  clips: 'Your clips',
  clipsHint: 'Drop a BVH, VRMA or GLB file anywhere on the page, or choose one. It stays in your browser.',
  choose: 'Choose a file',
  play: 'Play',
  pause: 'Pause',
  loop: 'Again and again',
  speed: 'Speed',
  time: 'Time',
  orbit: 'Around',
  turntable: 'Turntable',
  quad: 'Four sides',
  look: 'View',
  marks: 'Contacts and foot targets',
  legend: 'Amber: the foot is planted. Blue: where it is wanted.',
  seed: 'Another take',
  loading: 'Recording {name}',
  failed: 'It could not be shown: {why}',
  noGl: 'This browser has no WebGL, which the gallery needs.',
  keys: 'Space plays, arrows step a frame, 1 to 3 change the view, L loops',
  quadFront: 'front',
  quadSide: 'left side',
  quadBack: 'back',
  quadTop: 'top',
  language: '한국어',
} as const;

export type GalleryKey = keyof typeof EN;

const KO: Record<GalleryKey, string> = {
  title: '동작 갤러리',
  back: '무대로',
  canvas: '움직이는 몸이에요. 끌어서 돌려 보고, 휠로 다가가세요.',
  body: '몸',
  styles: '스타일',
  derived: '(파생)',
  derivedHint:
    '파생 스타일은 배운 걸음에 자세, 빠르기, 흔들림을 바꾼 것이에요. 그렇게 걷는 사람을 녹화한 것은 아니에요.',
  actions: '동작',
  clips: '내 클립',
  clipsHint: 'BVH, VRMA, GLB 파일을 아무 데나 놓거나 고르세요. 파일은 브라우저에만 있어요.',
  choose: '파일 고르기',
  play: '재생',
  pause: '멈춤',
  loop: '반복',
  speed: '속도',
  time: '시간',
  orbit: '둘러보기',
  turntable: '회전대',
  quad: '네 방향',
  look: '보기',
  marks: '접지와 발 목표',
  legend: '호박색은 발을 디딘 곳, 파란색은 발이 갈 곳이에요.',
  seed: '다른 테이크',
  loading: '{name} 녹화 중',
  failed: '보여 줄 수 없어요: {why}',
  noGl: '이 브라우저에는 갤러리에 필요한 WebGL이 없어요.',
  keys: '스페이스로 재생, 화살표로 한 프레임, 1에서 3으로 보기 바꾸기, L로 반복',
  quadFront: '앞',
  quadSide: '왼쪽',
  quadBack: '뒤',
  quadTop: '위',
  language: 'English',
};

/** Every key; for tests. */
export const GALLERY_KEYS = Object.keys(EN) as GalleryKey[];

/** A word of the gallery, its {holes} filled. */
export function galleryWords(locale: Locale, key: GalleryKey, fill: Record<string, string> = {}): string {
  return (locale === 'ko' ? KO : EN)[key].replace(/\{(\w+)\}/g, (whole, name: string) => fill[name] ?? whole);
}

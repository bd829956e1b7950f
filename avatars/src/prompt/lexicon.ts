// Words a creator may use, in both languages, by what they mean. English entries are lemmas (see tokens.ts), one to four
// words; Korean entries are stems: an eojeol matches when it begins with the stem and the rest is particles or endings.

/** What a word does in a prompt. */
export type Meaning =
  | { readonly is: 'action'; readonly names: readonly string[]; readonly size?: number }
  | { readonly is: 'clip'; readonly name: string }
  | { readonly is: 'walk' | 'turn' | 'look' | 'wait'; readonly angleDeg?: number; readonly tempo?: number }
  | { readonly is: 'cannot'; readonly nearest: readonly string[] }
  | { readonly is: 'style'; readonly names: readonly string[]; readonly near?: readonly string[] }
  | { readonly is: 'tempo' | 'size' | 'degree' | 'number' | 'count'; readonly value: number }
  | { readonly is: 'hand'; readonly hand: 'Left' | 'Right' | 'Both' }
  | { readonly is: 'direction'; readonly turnDeg: number }
  | { readonly is: 'place'; readonly names: readonly string[] }
  | { readonly is: 'unit'; readonly unit: 'degree' | 'metre' | 'second' | 'step' | 'times' | 'turn' }
  | { readonly is: 'then' | 'while' | 'and' | 'nothing' };

export interface Entry {
  readonly words: readonly string[];
  readonly korean: boolean;
  readonly meaning: Meaning;
}

const ENTRIES: Entry[] = [];

/** Adds synonyms: English phrases and Korean stems, separated by commas. */
function say(meaning: Meaning, english: string, korean: string): void {
  for (const [list, isKorean] of [
    [english, false],
    [korean, true],
  ] as const)
    for (const phrase of list.split(',').map((part) => part.trim()))
      if (phrase) ENTRIES.push({ words: phrase.split(/\s+/), korean: isKorean, meaning });
}

const act = (...names: string[]): Meaning => ({ is: 'action', names });

say(
  act('wave'),
  'wave, hello, hi, goodbye, wave hand, wave hello, wave goodbye, wave bye, wave at, give wave',
  '손 흔들, 흔들, 흔들어, 손인사, 손짓 인사',
);
say(
  act('waveHigh', 'wave'),
  'wave high, big wave, wave overhead, high wave, wave over head',
  '손 높이 흔들, 손 번쩍 들어 흔들',
);
say(act('greet', 'wave'), 'greet, say hello, say hi, welcome', '반기, 반겨, 환영, 맞이, 반갑게 맞');
say(
  act('bow'),
  'bow, take bow, bend over politely',
  '인사, 절, 고개 숙, 허리 숙, 꾸벅, 고개 숙여 인사, 허리 숙여 인사, 절 인사',
);
say(
  act('courtBow', 'bow'),
  'court bow, courtly bow, formal bow, deep bow, bow deep, bow low, low bow',
  '큰절, 정중히 인사, 정중하게 인사, 허리 깊이 숙, 깊이 인사, 깊게 인사, 공손히 인사, 공손하게 인사',
);
say(act('curtsy', 'courtBow', 'bow'), 'curtsy, curtsey, curtsie', '커트시, 무릎 굽혀 인사, 무릎 굽히 인사');
say(act('clap'), 'clap, clap hand, applaud, applause', '박수, 손뼉');
say(act('salute'), 'salute', '경례');
say(act('shrug'), 'shrug, shrug shoulder', '어깨 으쓱, 으쓱');
say(act('blowKiss'), 'blow kiss, kiss, send kiss', '손키스, 손 키스, 키스 날리, 키스 보내, 뽀뽀');
say(
  act('thankBow', 'courtBow', 'bow'),
  'bow of thanks, thank you bow, bow with hand folded, bow thank you, thank',
  '배꼽 인사, 배꼽인사, 감사 인사, 공수 인사, 감사하, 고마워하',
);
say(act('smallBow', 'bow'), 'bow in passing, nodding bow, bow of greeting', '목례, 묵례, 가벼운 목례');
say(act('fistPump'), 'fist pump, pump fist, punch air', '주먹 불끈, 주먹 쥐, 주먹 흔들');
say(act('cheer', 'fistPump', 'handsUp'), 'cheer, hurray, root for', '환호, 만세, 기뻐, 응원, 축하');
say(
  act('celebrate', 'cheer', 'fistPump', 'handsUp'),
  'celebrate, rejoice, triumph',
  '환희, 쾌재, 쾌재 부르, 쾌재 불러',
);
say(
  act('pointAtYou', 'point'),
  'point at you, point at guest, point at audience, point at camera',
  '너 가리키, 관객 가리키, 손님 가리키, 당신 가리키',
);
say(act('point'), 'point, point ahead, point forward, point at', '가리키, 가리켜, 손가락질, 지목');
say(act('laugh'), 'laugh, giggle, chuckle', '웃, 웃어, 깔깔, 폭소');
say(act('nod'), 'nod, nod head, agree, say yes', '고개 끄덕, 끄덕, 끄덕이, 끄덕여, 수긍');
say(
  act('shakeHead'),
  'shake head, shake head no, say no, disagree',
  '고개 젓, 고개 저어, 고개 저, 고개 가로젓, 고개 가로저, 고개 흔들, 도리도리, 고개 절레절레',
);
say(act('beckon'), 'beckon, call over, invite over, come here gesture', '오라고 손짓, 손짓, 부르');
say(
  act('handsUp'),
  'hand up, raise hand, raise arm, put hand up, lift arm, lift hand, arm up, throw hand up',
  '손 들, 손 들어, 두 손 들, 팔 들, 팔 들어, 손 올리, 손 올려, 팔 올리, 팔 올려',
);
say(
  act('openArms', 'armsWide'),
  'open arm, open arm wide, spread arm, arm open, embrace',
  '팔 벌리, 팔 벌려, 두 팔 벌려, 양팔 벌려, 팔 펼치, 팔 펼쳐, 양팔 벌리, 두 팔 벌리, 벌리, 벌려',
);
say(act('armsWide', 'openArms'), 'arm wide, stretch arm wide', '팔 쭉 벌리, 팔 활짝 벌려, 팔 활짝 벌리');
say(
  act('handsOnHips'),
  'hand on hip, put hand on hip, arm akimbo, strike pose, pose',
  '허리 손, 손 허리, 허리에 손, 포즈',
);
say(
  act('pickUp', 'bendAndLift'),
  'pick up, pick something up, bend and lift, lift something, pick it up',
  '줍, 주워, 집어 들, 들어 올리, 들어올리, 집어',
);
say(
  act('danceModern', 'danceStage'),
  'modern dance, dance modern, contemporary dance',
  '현대무용, 현대 무용',
);
say(act('danceBallet'), 'ballet, ballet dance, dance ballet, dance like ballerina', '발레');
say(
  act('danceStage', 'danceModern'),
  'dance, stage dance, dance on stage, dance routine, do dance',
  '춤, 춤추, 춤춰, 댄스, 무대 춤',
);
say(act('think'), 'think, ponder, wonder, consider, hand on chin', '생각, 고민, 곰곰이 생각, 턱 괴, 턱 손');
say(act('listen'), 'listen, tilt head and listen', '귀 기울, 귀기울, 경청, 귀담아 듣, 귀담아들');
say(
  act('cupEar', 'listen'),
  'cup ear, cup hand to ear, hand to ear, hand behind ear, put hand behind ear',
  '귀 손, 귀 대, 귀 손 대',
);
say(act('lookAround'), 'look around, look about, look all around', '두리번, 두리번거리, 두리번거려');
say(act('stretch'), 'stretch, have stretch, stretch out', '기지개, 기지개 켜, 스트레칭');
say(act('yawn'), 'yawn', '하품');
say(
  act('facepalm'),
  'facepalm, face palm, palm to forehead, hand to forehead',
  '이마 짚, 이마 짚어, 이마 탁',
);
say(act('crossArms'), 'cross arm, fold arm, arm crossed, arm folded', '팔짱, 팔짱 끼, 팔짱 껴');
say(act('checkWatch'), 'check watch, look at watch, check time', '시계 보, 시계 봐, 시간 확인');
say(act('scratchHead'), 'scratch head', '머리 긁, 머리 긁적, 머리 긁적이');
say(
  act('please', 'thankBow', 'bow'),
  'pray, plead, beg, palm together, put palm together, hand together',
  '합장, 기도, 애원, 간청, 손 모으, 손 모아, 두 손 모으, 두 손 모아',
);
say(act('shakeHands'), 'shake hand, handshake, offer hand', '악수');
say(act('stop'), 'stop gesture, signal stop, hold out palm, hold up palm', '손바닥 내밀, 정지 신호');
say(act('invite', 'openArms'), 'show way, usher, show in, invite in', '안내, 안내하, 길 안내');
say(act('give', 'handOver'), 'hold out, hold something out', '한 손 내밀, 한 손 건네');
say(act('explain'), 'explain, describe, talk with hand', '설명');
say(act('countOnFingers'), 'count on finger, count, count finger', '손가락 꼽, 손가락 세, 하나씩 세');
say(act('weigh'), 'weigh, compare, weigh up, weigh two thing', '저울질, 비교');
say(act('dismiss'), 'dismiss, brush off, brush it off, brush away, shoo', '손 내저, 물리치');
say(act('emphasise'), 'emphasise, emphasize, stress, make point', '강조');
say(
  act('handOnHeart'),
  'hand on heart, put hand on heart, hand on chest, put hand on chest',
  '가슴 손, 손 가슴, 가슴 손 얹',
);
say(act('question', 'shrug'), 'question, ask, ask question', '질문, 물어보, 되묻');
say(act('offerIdea'), 'offer idea, suggest, propose', '제안, 제시');
say(act('refuse', 'shakeHead'), 'refuse, decline, reject', '거절, 사양, 손사래');
say(act('applaudHigh', 'clap'), 'applaud overhead, clap overhead, clap over head', '머리 위 박수, 높이 박수');
say(act('bigHeart'), 'big heart, heart over head, arm heart, make heart', '하트, 머리 위 하트, 큰 하트');
say(act('fingerHeart', 'bigHeart'), 'finger heart, small heart', '손가락 하트, 손 하트, 손하트');
say(act('peace'), 'peace, peace sign, v sign, victory sign', '브이');
say(act('thumbsUp'), 'thumb up, give thumb up', '엄지, 엄지척, 엄지 척, 엄지 들, 엄지 세우');
say(
  act('coverLaugh', 'laugh'),
  'laugh behind hand, giggle behind hand, cover mouth, cover mouth and laugh',
  '입 가리, 입 가려, 입 가리 웃',
);
say(
  act('runwayPose', 'handsOnHips'),
  'runway pose, model pose, strike runway pose, catwalk pose',
  '런웨이 포즈, 모델 포즈, 모델처럼 포즈',
);
say(act('sitDown', 'sit'), 'sit, sit down, take seat, have seat', '앉, 앉아, 착석');
say(act('standUp', 'stand'), 'stand up, get up, rise', '일어서, 일어나, 기립');
say(
  act('handOver', 'give'),
  'hand over, give something, hand something over, hand it over, offer something',
  '건네, 건네주, 내밀',
);
say(
  act('openPalms', 'openArms'),
  'open palm, show palm, show empty hand',
  '손바닥 보이, 손바닥 보여, 손바닥 펴',
);

say(
  { is: 'walk' },
  'walk, go, move, step, stroll, wander, head, come, stride, march, approach, advance, take step, walk over, pace',
  '걷, 걸어가, 걸어오, 걸어, 걸으, 걸음, 걸어 가, 걸어 나가, 걸어나가, 가, 갑, 나아가, 다가가, 다가오, 다가와, 나오, 나와, 이동, 와, 오, 산책, 행진, 향하, 향해',
);
say({ is: 'walk', tempo: 0.8 }, 'tiptoe, creep, sneak', '살금살금 걷, 살금살금 걸어, 살금살금');
say({ is: 'turn' }, 'turn, rotate, pivot', '돌, 돌아, 돕, 도세, 회전, 턴, 몸 돌리, 몸 돌려');
say(
  { is: 'turn', angleDeg: 360 },
  'spin, twirl, whirl, pirouette, turn once around, full turn, turn full circle, turn in circle, turn all way around, do spin',
  '한 바퀴, 한바퀴, 빙그르르, 빙글, 한 바퀴 돌, 한바퀴 돌, 한 바퀴 돌아, 한바퀴 돌아, 빙글 돌, 빙글 돌아, 빙그르르 돌, 빙그르르 돌아',
);
say(
  { is: 'turn', angleDeg: 180 },
  'turn around, turn round, turn back, about face, half turn, face backward',
  '뒤로 돌, 뒤로 돌아, 뒤돌아, 뒤돌, 돌아서, 반 바퀴, 반 바퀴 돌, 반바퀴 돌, 반 바퀴 돌아',
);
say({ is: 'turn' }, 'face, turn to face, turn towards, turn to', '마주 보, 마주보, 향해 서');
say(
  { is: 'look' },
  'look, look at, gaze, gaze at, glance, glance at, watch, stare at, stare, look towards, look over',
  '보, 봐, 바라보, 바라봐, 쳐다보, 쳐다봐, 응시, 시선, 눈길, 둘러보, 둘러봐',
);
say(
  { is: 'wait' },
  'wait, pause, stop, stand still, hold, rest, stay, freeze, halt, be still, stand',
  '기다, 기다리, 기다려, 멈추, 멈춰, 멈, 정지, 쉬, 쉬어, 가만히 있, 서 있, 머물, 서, 가만히 서, 대기',
);

const cannot = (...nearest: string[]): Meaning => ({ is: 'cannot', nearest });
say(
  cannot('cheer', 'fistPump', 'danceModern'),
  'backflip, back flip, somersault, flip, cartwheel, handstand, front flip, acrobatics, salto',
  '공중제비, 백덤블링, 덤블링, 물구나무, 재주넘, 재주 넘, 뒤로 공중제비',
);
say(
  cannot('fistPump', 'handsUp', 'danceModern'),
  'jump, hop, leap, skip, bounce',
  '점프, 뛰어오르, 뛰어올라, 깡충, 폴짝, 껑충, 도약',
);
say(
  cannot('walk quickly', 'rushed'),
  'run, jog, sprint, dash, gallop',
  '뛰, 뛰어, 달리, 달려, 질주, 조깅, 뛰어가',
);
say(
  cannot('bow', 'curtsy', 'bendAndLift'),
  'kneel, kneel down, crouch, squat, crawl, lie down, lie, lay down, roll, roll over, fall, fall down, duck, push up',
  '무릎 꿇, 꿇, 꿇어, 쪼그리, 쪼그려, 기어, 기어가, 눕, 누워, 구르, 굴러, 넘어지, 넘어져, 엎드리, 엎드려',
);
say(
  cannot('walk', 'openArms'),
  'fly, swim, climb, float, levitate, dive, teleport',
  '날, 날아, 날아가, 날아오르, 헤엄, 수영, 기어오르, 올라타, 날아올라',
);
say(
  cannot('fistPump', 'handsUp', 'point'),
  'punch, kick, fight, hit, slap, box, throw, wrestle, shoot',
  '때리, 때려, 발차기, 싸우, 싸워, 주먹질, 차, 던지, 던져, 쏘',
);
say(
  cannot('turn around', 'walk'),
  'walk backward, walk backwards, step back, step backward, moonwalk, back away, sidestep, side step',
  '뒷걸음, 뒷걸음질, 문워크, 게걸음, 옆걸음',
);
say(cannot('openArms', 'wave', 'handOver'), 'hug, high five, cuddle', '포옹, 껴안, 안아, 하이파이브');
say(
  cannot('laugh', 'nod', 'think'),
  'cry, sing, whistle, speak, talk, eat, drink, sleep, sneeze, cough, smile, wink',
  '울, 울어, 노래, 휘파람, 말하, 먹, 먹어, 마시, 마셔, 자, 재채기, 기침, 미소, 윙크',
);

const style = (...names: string[]): Meaning => ({ is: 'style', names });
say(
  style('proud', 'strut'),
  'proud, proudly, strut, like model, like supermodel, like fashion model, runway, on runway, regal, confident, confidently, like queen, elegant, elegantly, majestic, dignified, catwalk',
  '당당, 자랑스럽, 자랑스러, 도도, 모델처럼, 슈퍼모델처럼, 패션모델처럼, 패션쇼, 런웨이, 위풍당당, 우아, 자신 있, 자신있, 여왕처럼, 위엄, 뽐내',
);
say(
  style('elated'),
  'happy, happily, joyful, joyfully, cheerful, cheerfully, elated, merry, merrily, gleeful, gleefully, glad, gladly, bouncy',
  '기쁘, 기쁜, 즐겁, 즐거, 신나, 신난, 행복, 명랑, 경쾌, 발랄, 들뜬, 들떠',
);
say(
  style('angry'),
  'angry, angrily, furious, furiously, mad, aggressive, aggressively, annoyed',
  '화나, 화난, 화내, 화를 내, 분노, 성난, 성내, 씩씩대, 격하, 짜증',
);
say(
  style('rushed'),
  'hurried, hurriedly, rushed, in hurry, hurry, rush, busy, busily, urgent, urgently, hastily, hasty',
  '서둘, 서둘러, 서두르, 급하, 급히, 바쁘, 바삐, 허둥지둥, 황급',
);
say(
  { is: 'style', names: ['sad'], near: ['neutral'] },
  'sad, sadly, gloomy, gloomily, depressed, sorrowful, unhappy, mournful, heartbroken, dejected, dejectedly, downcast, melancholy',
  '슬프, 슬픈, 슬퍼, 우울, 울적, 침울, 서글프, 서글픈, 풀이 죽, 풀 죽, 시무룩, 쓸쓸',
);
say(
  { is: 'style', names: ['tired'], near: ['neutral'] },
  'tired, tiredly, weary, wearily, exhausted, exhaustedly, fatigued, sleepy, sluggish, sluggishly, lethargic, worn out, drained',
  '피곤, 지친, 지쳐, 지치, 나른, 기운 없, 힘없, 힘 없, 맥없, 졸린, 졸리, 녹초, 터덜터덜, 축 처진, 축 처져',
);
say(
  { is: 'style', names: ['old'], near: ['neutral'] },
  'old, elderly, aged, like grandmother, like grandfather, like old man, like old woman, like old lady, like old person, like elder, frail',
  '늙, 노인, 할머니, 할아버지, 늙은, 나이 든, 나이든, 노쇠, 꼬부랑',
);
say(style('swagger', 'strut'), 'swagger, swaggering, cocky, cool', '건들, 건들건들, 거들먹, 으스대');
say(
  { is: 'style', names: ['martial'], near: ['angry', 'strut'] },
  'martial, like soldier, military, like warrior',
  '군인, 군인처럼, 절도 있, 무사처럼, 씩씩하',
);
say(
  style('neutral'),
  'normal, normally, neutral, natural, naturally, ordinary, casual, casually, relaxed, calm, calmly',
  '평범, 자연스럽, 자연스러, 보통, 차분, 편하, 편안',
);

say(
  { is: 'tempo', value: 0.65 },
  'slow, slowly, gentle, gently, leisurely, soft, softly, unhurried',
  '천천히, 느리, 느린, 느릿느릿, 서서히, 부드럽, 부드러, 살며시, 느긋',
);
say(
  { is: 'tempo', value: 1.35 },
  'quick, quickly, fast, swift, swiftly, rapid, rapidly, brisk, briskly, speedy',
  '빨리, 빠르, 빠른, 재빨리, 재빠르, 얼른, 신속, 잽싸, 빨랑',
);
say(
  { is: 'size', value: 0.65 },
  'small, slight, slightly, little, tiny, subtle, subtly, modest, short, shyly, shy',
  '작, 작은, 살짝, 조금, 조그맣, 가볍, 가벼, 약간, 수줍',
);
say(
  { is: 'size', value: 1.4 },
  'big, large, deep, deeply, wide, widely, huge, broad, grand, low',
  '크, 큰, 깊, 넓, 활짝, 커다랗, 크게',
);
say(
  { is: 'degree', value: 1.5 },
  'very, really, extremely, so, super, too',
  '아주, 매우, 정말, 엄청, 무척, 굉장히, 너무',
);
say({ is: 'degree', value: 0.5 }, 'bit, somewhat, rather, fairly', '다소, 좀 더');
say({ is: 'hand', hand: 'Left' }, 'left hand, left arm', '왼손, 왼팔, 왼쪽 손');
say({ is: 'hand', hand: 'Right' }, 'right hand, right arm', '오른손, 오른팔, 오른쪽 손');
say({ is: 'hand', hand: 'Both' }, 'both hand, both arm, two hand', '두 손, 양손, 두 팔, 양팔');
say({ is: 'direction', turnDeg: 90 }, 'left, to left, leftward, leftwards', '왼쪽, 좌측, 좌로, 왼편');
say(
  { is: 'direction', turnDeg: -90 },
  'right, to right, rightward, rightwards',
  '오른쪽, 우측, 우로, 오른편',
);
say(
  { is: 'direction', turnDeg: 0 },
  'forward, forwards, ahead, straight, straight ahead, front, straight on',
  '앞, 앞쪽, 곧장, 똑바로, 전방, 앞으로 쭉, 쭉',
);
say({ is: 'direction', turnDeg: 180 }, 'back, backward, backwards, behind, away', '뒤, 뒤쪽, 후방');

const place = (...names: string[]): Meaning => ({ is: 'place', names });
say(
  place('guests'),
  'guest, audience, visitor, crowd, people, camera, viewer, everyone, everybody, public, us, me, you',
  '손님, 관객, 청중, 사람, 카메라, 관람객, 방문객, 나, 우리, 여러분, 모두',
);
say(place('easel'), 'easel, painting easel', '이젤');
say(place('stage'), 'stage', '무대');
say(place('centre'), 'centre, center, middle, square, plaza', '가운데, 중앙, 중심, 광장, 한가운데');
say(place('gallery1', 'painting1'), 'gallery, painting, picture, wall', '갤러리, 그림, 벽, 미술관');
say(place('poolNorth', 'pool1'), 'pool, water, pond', '수영장, 연못, 물가, 분수');
say(place('treeShade', 'tree1'), 'tree, shade', '나무, 그늘');
say(place('bench1'), 'bench', '벤치, 의자');
say(place('lanternWalk1'), 'lantern, lamp', '등불, 가로등, 등');
say(place('ramp'), 'ramp', '경사로, 경사');
say(place('crates'), 'crate, box', '상자');
say(place('ballGame'), 'ball', '공');
say(place('west'), 'west', '서쪽');
say(place('east'), 'east', '동쪽');
say(place('south'), 'south', '남쪽');

say({ is: 'count', value: 2 }, 'twice, two time, again', '두 번, 두번, 두 차례, 다시');
say({ is: 'count', value: 3 }, 'thrice', '세 번, 세번, 세 차례');
say({ is: 'count', value: 1 }, 'once', '한 번, 한번');
say({ is: 'count', value: 4 }, '', '네 번, 네번');
say({ is: 'count', value: 5 }, '', '다섯 번, 다섯번');
const NUMBERS_EN = 'one two three four five six seven eight nine ten'.split(' ');
const NUMBERS_KO = '한 두 세 네 다섯 여섯 일곱 여덟 아홉 열'.split(' ');
NUMBERS_EN.forEach((word, i) => {
  say({ is: 'number', value: i + 1 }, word, NUMBERS_KO[i]);
});
say({ is: 'number', value: 0.5 }, 'half', '반');
say({ is: 'unit', unit: 'degree' }, 'degree, deg', '도');
say({ is: 'unit', unit: 'metre' }, 'metre, meter, m', '미터, 미터쯤, 메터');
say({ is: 'unit', unit: 'second' }, 'second, sec, s, moment', '초, 초간, 초 동안, 잠시, 잠깐');
say({ is: 'unit', unit: 'step' }, 'step, pace', '걸음, 발짝, 발자국, 보');
say({ is: 'unit', unit: 'times' }, 'time', '번, 차례, 회');
say({ is: 'unit', unit: 'turn' }, 'circle, lap', '바퀴');
say(
  { is: 'then' },
  'then, and then, after that, afterwards, next, finally, followed by, before, and finally, after which, later, lastly',
  '그리고, 다음, 다음에, 그다음, 그다음에, 그 다음, 그 다음에, 그 후, 이어서, 뒤에, 후, 후에, 마지막으로, 그런 다음, 그러고, 그러고 나서, 나서, 끝으로',
);
say(
  { is: 'while' },
  'while, as, at same time, simultaneously, during, meanwhile',
  '동시에, 함께, 하면서, 채로, 채',
);
say({ is: 'and' }, 'and, plus', '및, 또');
say(
  { is: 'nothing' },
  'a, an, the, please, her, his, their, your, my, its, it, she, he, they, to, towards, toward, at, on, in, of, with, for, by, into, up, do, make, give, take, perform, show, let, could, would, can, will, should, tilda, some, this, that, there, over, just, also, all, way, around, down, out, off, then, time, i, want, like, be, is, are, start, begin, by, from, across, performer, now, who, song, sky, something, everything, few, more, good, nice, head, body, towards, own, kind, her, himself, herself, from',
  '좀, 주, 줘, 주세요, 하, 해, 합니다, 해요, 해라, 하세요, 것, 거, 수, 정도, 쪽, 몸, 틸다, 그, 이, 저, 제, 채, 자세, 동작, 모습, 식, 듯, 마치, 더, 잘, 한, 있, 먼저, 우선, 지금, 씩, 쯤, 손, 고개, 팔, 허리, 하듯, 느낌, 표정, 걸음걸이, 자기, 자신, 걸, 다, 향, 쳐, 치, 추, 춰, 취, 넘, 넘어, 날리, 날려, 보내, 올리, 올려, 놓, 얹, 짚, 쥐, 하늘, 로, 으로, 에게, 를, 을, 에, 하고, 그대로, 채로, 멋지, 멋있, 예쁘, 예쁜, 멋진, 좋',
);

/** All entries, longest phrase first. */
export const LEXICON: readonly Entry[] = [...ENTRIES].sort(
  (a, b) => b.words.length - a.words.length || b.words.join('').length - a.words.join('').length,
);

import type { PaintMood } from './moods.ts';
import type { ThemeName, Tint } from './palette.ts';

/** Kinds of picture that the engine can paint. */
export const PAINT_FAMILIES = [
  'flowers',
  'growth',
  'flow',
  'wash',
  'landscape',
  'turing',
  'tessellation',
  'textile',
  'creature',
  'cosmos',
  'city',
] as const;
export type PaintFamily = (typeof PAINT_FAMILIES)[number];

export const FAMILY_NAMES: Readonly<Record<PaintFamily, { en: string; ko: string }>> = {
  flowers: { en: 'flowers in watercolour', ko: '수채 꽃그림' },
  growth: { en: 'something grown branch by branch', ko: '가지가 자라난 그림' },
  flow: { en: 'ribbons in a current', ko: '흐름을 따라간 띠' },
  wash: { en: 'washes of colour', ko: '번지는 수채' },
  landscape: { en: 'a landscape in layers', ko: '겹겹의 풍경' },
  turing: { en: 'a pattern that grew by itself', ko: '스스로 번져 나간 무늬' },
  tessellation: { en: 'a pieced pattern', ko: '조각을 이은 무늬' },
  textile: { en: 'a repeat for cloth', ko: '천에 찍는 반복 무늬' },
  creature: { en: 'a creature in ink', ko: '먹으로 그린 생물' },
  cosmos: { en: 'a sky full of worlds', ko: '별과 행성의 하늘' },
  city: { en: 'a city with its lights on', ko: '불 켜진 도시' },
};

/** What a word of a prompt calls up. */
export interface Notion {
  readonly id: string;
  readonly en: string;
  readonly ko: string;
  /** Whole words in Latin script, parts of words in Korean. */
  readonly words: readonly string[];
  readonly family?: PaintFamily;
  /** What of the family: kind of creature, flower, tree, tiling. */
  readonly subject?: string;
  readonly theme?: ThemeName;
  readonly tint?: Tint;
  readonly mood?: PaintMood;
  /** A place or time: said as where the subject is. */
  readonly where?: boolean;
}

const n = (
  id: string,
  en: string,
  ko: string,
  words: string,
  rest: Omit<Notion, 'id' | 'en' | 'ko' | 'words'>,
): Notion => ({
  id,
  en,
  ko,
  words: words.split(','),
  ...rest,
});

/** Every notion the engine knows, in both languages. Colours and moods come last: they never choose what is painted. */
export const NOTIONS: readonly Notion[] = [
  n('flower', 'Flowers', '꽃', 'flower,flowers,bloom,blossom,blossoms,bouquet,petals,petal,꽃,꽃다발,꽃잎', {
    family: 'flowers',
    theme: 'garden',
  }),
  n('rose', 'Roses', '장미', 'rose,roses,장미', { family: 'flowers', subject: 'rose', theme: 'rose' }),
  n('daisy', 'Daisies', '데이지', 'daisy,daisies,chamomile,데이지,국화,들국화', {
    family: 'flowers',
    subject: 'daisy',
    theme: 'spring',
  }),
  n('poppy', 'Poppies', '양귀비', 'poppy,poppies,tulip,tulips,튤립,양귀비', {
    family: 'flowers',
    subject: 'poppy',
    theme: 'garden',
  }),
  n('lotus', 'Lotus', '연꽃', 'lotus,water lily,lily,연꽃,수련,백합', {
    family: 'flowers',
    subject: 'lotus',
    theme: 'celadon',
  }),
  n('cherry', 'Cherry blossom', '벚꽃', 'cherry blossom,sakura,plum blossom,벚꽃,매화,벚나무', {
    family: 'growth',
    subject: 'blossom',
    theme: 'spring',
  }),
  n('tree', 'A tree', '나무', 'tree,trees,oak,forest,wood,woods,나무,숲', {
    family: 'growth',
    subject: 'tree',
    theme: 'garden',
  }),
  n('coral', 'Coral', '산호', 'coral,reef,산호', { family: 'growth', subject: 'coral', theme: 'sea' }),
  n('roots', 'Roots', '뿌리', 'root,roots,vein,veins,nerve,뿌리,핏줄', {
    family: 'growth',
    subject: 'roots',
    theme: 'ink',
  }),
  n('dragon', 'A dragon', '용', 'dragon,dragons,드래곤,용을,용이,용 ,용그림,청룡,황룡', {
    family: 'creature',
    subject: 'dragon',
    theme: 'ink',
  }),
  n('fish', 'Koi', '물고기', 'fish,koi,carp,goldfish,물고기,잉어,금붕어', {
    family: 'creature',
    subject: 'fish',
    theme: 'celadon',
  }),
  n('butterfly', 'A butterfly', '나비', 'butterfly,butterflies,moth,나비', {
    family: 'creature',
    subject: 'butterfly',
    theme: 'garden',
  }),
  n('bird', 'Cranes', '새', 'bird,birds,crane,cranes,phoenix,swan,새를,새가,새 ,두루미,학을,학이,백조,봉황', {
    family: 'creature',
    subject: 'bird',
    theme: 'winter',
  }),
  n('whale', 'A whale', '고래', 'whale,whales,dolphin,고래', {
    family: 'creature',
    subject: 'whale',
    theme: 'sea',
  }),
  n('wind', 'Wind', '바람', 'wind,breeze,storm wind,바람', { family: 'flow', theme: 'winter' }),
  n('dance', 'A dance', '춤', 'dance,dancer,dancing,movement,춤,댄스', { family: 'flow', theme: 'dusk' }),
  n('music', 'Music', '음악', 'music,song,melody,jazz,sound,음악,노래,선율,소리', {
    family: 'flow',
    theme: 'night',
  }),
  n('hair', 'Hair in the wind', '머리카락', 'hair,머리카락', { family: 'flow', theme: 'autumn' }),
  n('smoke', 'Smoke', '연기', 'smoke,incense,연기', { family: 'flow', theme: 'ink' }),
  n('dream', 'A dream', '꿈', 'dream,dreams,memory,feeling,emotion,soul,heart,love,꿈,기억,마음,감정,사랑', {
    family: 'wash',
    theme: 'dusk',
  }),
  n('fog', 'Fog', '안개', 'fog,mist,cloud,clouds,안개,구름', { family: 'wash', theme: 'winter' }),
  n('rain', 'Rain', '비', 'rain,rainy,비가,비 오,비오,빗속', {
    family: 'wash',
    subject: 'rain',
    theme: 'sea',
    mood: 'melancholy',
  }),
  n('abstract', 'Colour alone', '추상', 'abstract,colour,color,추상,색', { family: 'wash' }),
  n(
    'mountain',
    'Mountains',
    '산',
    'mountain,mountains,hill,hills,valley,산을,산이,산수,산 ,산맥,언덕,골짜기,풍경',
    { family: 'landscape', subject: 'mountain', theme: 'dusk' },
  ),
  n('landscape', 'A landscape', '풍경', 'landscape,view,field,country,풍경,들판,시골', {
    family: 'landscape',
    subject: 'mountain',
    theme: 'dusk',
  }),
  n('sea', 'The sea', '바다', 'sea,ocean,wave,waves,beach,coast,lake,바다,파도,해변,호수', {
    family: 'landscape',
    subject: 'sea',
    theme: 'sea',
  }),
  n('desert', 'Dunes', '사막', 'desert,dune,dunes,sahara,사막,모래', {
    family: 'landscape',
    subject: 'dune',
    theme: 'mars',
  }),
  n('island', 'An island', '섬', 'island,jeju,dokdo,섬,제주,독도', {
    family: 'landscape',
    subject: 'sea',
    theme: 'sea',
  }),
  n(
    'skin',
    'A skin of something alive',
    '살아 있는 무늬',
    'cell,cells,lichen,leopard,zebra,maze,brain,fingerprint,세포,미로,지문,이끼',
    { family: 'turing', theme: 'celadon' },
  ),
  n('patchwork', 'Patchwork', '조각보', 'patchwork,jogakbo,quilt,조각보,보자기', {
    family: 'tessellation',
    subject: 'patchwork',
    theme: 'spring',
  }),
  n(
    'star tiling',
    'Star tiles',
    '별 무늬 타일',
    'mosaic,islamic,girih,tile,tiles,tiling,tessellation,geometry,geometric,모자이크,타일,기하',
    { family: 'tessellation', subject: 'stars', theme: 'dancheong' },
  ),
  n('dancheong', 'Dancheong', '단청', 'dancheong,temple,palace,단청,사찰,궁궐,절 ', {
    family: 'tessellation',
    subject: 'stars',
    theme: 'dancheong',
  }),
  n('arcs', 'Arcs', '물결무늬', 'truchet,seigaiha,scales,arcs,비늘', {
    family: 'tessellation',
    subject: 'arcs',
    theme: 'sea',
  }),
  n(
    'cloth',
    'Cloth',
    '천',
    'cloth,textile,fabric,pattern,dress,garment,wallpaper,scarf,hanbok,clothes,옷,천을,천에,무늬,패턴,한복,드레스,스카프,벽지',
    { family: 'textile' },
  ),
  n('planet', 'Planets', '행성', 'planet,planets,moon,moons,orbit,saturn,jupiter,행성,달을,달이,토성,목성', {
    family: 'cosmos',
    theme: 'night',
  }),
  n('stars', 'Stars', '별', 'star,stars,galaxy,nebula,universe,cosmos,milky way,별,은하,우주,성운', {
    family: 'cosmos',
    theme: 'night',
  }),
  n(
    'city',
    'A city',
    '도시',
    'city,town,street,house,houses,building,buildings,skyline,seoul,new york,paris,도시,거리,건물,집을,서울,뉴욕,파리,마을',
    { family: 'city', theme: 'dusk' },
  ),
  n('lantern', 'Lanterns', '등불', 'lantern,lanterns,lights,festival,등불,연등,축제', {
    family: 'city',
    subject: 'lanterns',
    theme: 'night',
  }),
  n('venus', 'on Venus', '금성', 'venus,금성', { theme: 'venus', where: true }),
  n('mars', 'on Mars', '화성', 'mars,화성', { theme: 'mars', where: true }),
  n('space', 'in space', '우주', 'space,우주에', { theme: 'night', where: true }),
  n('night', 'at night', '밤', 'night,midnight,moonlight,밤에,밤의,밤,한밤,달밤', {
    theme: 'night',
    where: true,
  }),
  n('dusk', 'at dusk', '해 질 녘', 'dusk,sunset,evening,twilight,노을,저녁,해질,해 질,석양', {
    theme: 'dusk',
    where: true,
  }),
  n('dawn', 'at dawn', '새벽', 'dawn,sunrise,morning,새벽,아침,일출', { theme: 'spring', where: true }),
  n('spring', 'in spring', '봄', 'spring,봄', { theme: 'spring', where: true }),
  n('summer', 'in summer', '여름', 'summer,여름', { theme: 'garden', where: true }),
  n('autumn', 'in autumn', '가을', 'autumn,fall,가을,단풍', { theme: 'autumn', where: true }),
  n('winter', 'in winter', '겨울', 'winter,snow,ice,frost,겨울,눈이,눈 오,눈꽃,얼음', {
    theme: 'winter',
    where: true,
  }),
  n('fire', 'in fire', '불', 'fire,flame,flames,lava,volcano,불꽃,불길,화염,용암,화산', {
    theme: 'fire',
    where: true,
  }),
  n('underwater', 'under water', '물속', 'underwater,under water,deep sea,물속,바닷속,심해', {
    theme: 'sea',
    where: true,
  }),
  n('inkwash', 'in ink', '수묵', 'ink,sumi,monochrome,black and white,수묵,먹으로,흑백', { theme: 'ink' }),
  n('celadon', 'in celadon', '청자', 'celadon,porcelain,청자,도자기', { theme: 'celadon' }),
  n('red', 'red', '빨강', 'red,scarlet,crimson,빨간,빨강,붉은', { tint: { h: 27, l: 0.57, c: 0.2 } }),
  n('orange', 'orange', '주황', 'orange,주황,오렌지', { tint: { h: 55, l: 0.72, c: 0.17 } }),
  n('yellow', 'yellow', '노랑', 'yellow,gold,golden,노란,노랑,금빛,황금', {
    tint: { h: 90, l: 0.85, c: 0.16 },
  }),
  n('green', 'green', '초록', 'green,emerald,초록,녹색,연두', { tint: { h: 148, l: 0.62, c: 0.14 } }),
  n('teal', 'teal', '청록', 'teal,turquoise,청록,옥색', { tint: { h: 190, l: 0.65, c: 0.1 } }),
  n('blue', 'blue', '파랑', 'blue,azure,indigo,파란,파랑,푸른,남색', { tint: { h: 252, l: 0.56, c: 0.15 } }),
  n('violet', 'violet', '보라', 'violet,purple,lavender,lilac,보라,자주,라벤더', {
    tint: { h: 305, l: 0.6, c: 0.16 },
  }),
  n('pink', 'pink', '분홍', 'pink,분홍,핑크', { tint: { h: 0, l: 0.76, c: 0.13 } }),
  n('white', 'white', '하양', 'white,하얀,흰,하양', { tint: { h: 95, l: 0.94, c: 0.02 } }),
  n('black', 'black', '검정', 'black,검은,까만,검정', { tint: { h: 280, l: 0.25, c: 0.02 } }),
  n('joy', 'glad', '기쁜', 'happy,joy,joyful,cheerful,glad,merry,행복,기쁜,기쁨,즐거운,신나는', {
    mood: 'joy',
  }),
  n('calm', 'calm', '차분한', 'calm,quiet,peaceful,still,serene,차분,고요,평화,조용', { mood: 'calm' }),
  n('tender', 'tender', '다정한', 'tender,gentle,soft,warm,cosy,다정,부드러운,따뜻,포근', { mood: 'tender' }),
  n(
    'wonder',
    'full of wonder',
    '신비로운',
    'wonder,magic,magical,mysterious,strange,alien,신비,마법,이상한,낯선',
    { mood: 'wonder' },
  ),
  n('sad', 'wistful', '쓸쓸한', 'sad,lonely,melancholy,grief,blue mood,슬픈,슬픔,외로운,쓸쓸,그리운', {
    mood: 'melancholy',
  }),
  n('storm', 'stormy', '거센', 'angry,anger,storm,stormy,wild,fierce,rage,화난,분노,폭풍,거친,사나운', {
    mood: 'storm',
  }),
];

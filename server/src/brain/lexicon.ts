// CONTRIBUTOR NOTES
// Everyday words of both languages by meaning: what people ask of a host, a place, an artist and of themselves. A thesaurus from
// the net would be larger and worse here: its groups are broad (WordNet has 15 senses of "show"), and it knows no Korean of
// speech. English words take their endings by rule (see terms.ts). Korean ones are the beginning of a word as it is spoken,
// any ending after it; `=` marks a noun of its own, behind which only particles come (개= is a dog and not 개인).

/** Words of one meaning, a line each; a longer word is found before a shorter one inside it. */
const SAME = `
name, called, 이름, 성함, 불러, 부르
who, whose, 누구, 누가, 누군, 어느 분
where, whereabouts, which way, 어디, 어느 쪽, 어느쪽, 어딨
when, what time, which time, 언제, 몇 시, 몇시
until, until when, till, how late, stay open, 언제까지, 몇 시까지, 까지 하
why, 왜, 어째서
how many, number of, how much people, count, 몇 명, 몇명, 몇 점, 몇점, 몇 개, 몇개, 모두 몇, 수가 어떻, 작품 수, 인원
how much, cost, price, expensive, cheap, pay, fee, charge, 얼마예, 얼마인, 얼마죠, 얼마야, 가격, 값=, 비싸, 요금, 돈=, 무료, 공짜
how long, take long, hours, days, 얼마나 걸, 며칠, 오래 걸, 걸려, 걸리, 걸렸
make, made, build, built, craft, create, woodwork, carpentry, construct, 만들, 만든, 지었, 지은, 솜씨, 제작, 세웠
teach, taught, teacher, study, studied, school, learn, learnt, lesson, trained, self-taught, 가르, 배웠, 배우셨, 배운, 배우나, 선생님, 스승, 미술 학교, 독학, 전공
like best, favourite, favorite, prefer, love most, like most, adore, 제일 좋아, 가장 좋아, 제일 마음, 가장 마음, 아끼, 아껴, 최애
love, like, enjoy, fond, 좋아, 사랑, 즐기, 즐겨
hate, dislike, not like, don't like, cannot stand, can't stand, stand, detest, 싫어, 질색, 안 좋아해, 혐오, 싫은
afraid, fear, scare, frighten, terrify, 무서, 무섭, 두려, 두렵, 겁나, 겁이, 공포
want, wish, would like, 원하, 바라
help, assist, 도와, 도움
open, 열어, 열려, 여나, 개장, 영업
close, shut, 닫, 문 닫, 끝나, 폐장, 마감
enter, come in, entrance, get in, admission, entry, admit, visit, 들어오, 들어가, 들어올, 입장, 입구, 관람
leave, exit, get out, way out, go home, go out, 나가, 나갈, 출구, 밖으로, 퇴장
ticket, tickets, 입장권, 입장료, 표 사, 티켓, 예매
photo, photograph, photography, snapshot, selfie, take a picture, take pictures, camera, 사진, 셀카, 촬영, 찍어, 찍을, 찍는, 카메라
record, recording, tape, log, store, save, keep data, keep my data, private, privacy, personal data, data of mine, 녹음, 녹화, 저장, 개인정보, 개인 정보, 프라이버시, 사생활, 기록
eat, food, hungry, meal, snack, dinner, lunch, restaurant, something to eat, soup, bread, 먹, 드시, 배고, 배가 고, 출출, 밥=, 밥을, 음식, 식사, 식당, 간식, 요기
drink, thirsty, coffee, tea, water to drink, beverage, 마시, 마실, 목말, 목이 말, 음료, 커피, 차 한
toilet, restroom, bathroom, loo, lavatory, wc, washroom, wash my hands, 화장실, 변기, 볼일, 손 씻
sit, seat, rest my legs, take a seat, place to rest, rest my feet, 앉, 쉴 데, 쉴 곳, 쉴 만, 쉬었다, 다리 아
bench, benches, chair, seats, stool, 벤치, 의자, 걸상
lost, lose, left behind, missing, misplaced, forgot my, find my, 잃어버, 잃었, 분실, 두고 온, 두고 왔, 놓고 온, 놓고 왔, 흘린
dog, puppy, pet, pets, 강아지, 개=, 반려견, 반려동물, 애완
allow, permit, may i, can i, is it ok, okay, mind if, welcome, 해도 돼, 해도 되, 괜찮, 가능, 돼요, 되나, 되죠, 될까
wheelchair, step-free, without steps, barrier, stroller, disabled, 휠체어, 유모차, 계단 없, 턱이 없, 장애인
stage, podium, platform, round steps, 무대, 단상, 둥근 계단
climb, go up, step on, 올라
show, performance, performing, play begin, concert, program, 공연, 쇼=, 쇼는, 쇼가, 무대 시작
start, begin, beginning, 시작
music, song, tune, melody, soundtrack, 음악, 노래, 곡=, 이 곡, 멜로디
write, wrote, written, compose, composed, composer, 작곡, 썼, 쓴, 지으
buy, sell, sold, sale, for sale, purchase, 사고 싶, 살 수 있, 살 수, 파는, 파시, 팔아, 팔 ,팔고, 판매, 구매, 구입
painting, paintings, picture, pictures, artwork, canvas, work of art, artworks, your work, 그림, 작품, 화폭, 캔버스
paint, painter, painted, draw, drew, drawn, 그리, 그렸, 그린, 그려, 화가
pigment, pigments, paints, oils, acrylic, materials, 물감, 안료, 재료
brush, brushes, easel, 붓=, 붓은, 이젤
colour, color, hue, shade, 색=, 색이, 색을, 색은, 색깔, 빛깔, 컬러
newest, latest, recent, recently, most recent, last one, just finished, 최근, 새로, 요즘, 요새, 신작, 마지막으로
old, age, born, birthday, year were you born, 나이, 몇 살, 몇살, 연세, 살이에, 태어난 해, 생일, 언제 태어
come from, from, hometown, home town, birthplace, grow up, grew up, native, live, house, home, 고향, 출신, 살아요, 사세요, 사나요, 사시, 태어났, 자랐, 집이 어, 왔다고, 왔어요, 오셨
family, relatives, brother, sister, sibling, siblings, parents, mother, father, mum, mom, dad, cousin, grandmother, grandfather, 가족, 형제, 자매, 부모, 오빠, 언니, 누나, 남동생, 여동생, 동생, 친척, 할머니, 할아버지, 어머니, 아버지, 엄마, 아빠
work, job, profession, occupation, for a living, living, career, employ, 직업, 하시는 일, 무슨 일, 하는 일, 일해, 일하, 근무, 직장
sleep, asleep, tired, nap, rest at night, bed, 잠=, 잠을, 잠도, 자나요, 주무, 자요, 피곤, 졸려
dream, dreams, 꿈=, 꿈을, 꿈도, 꿔
pulse, heart rate, heartbeat, heart beats, heart, 심박, 맥박, 심장, 두근
see, able to see, eyes, watch, sight, 보여, 보이세, 보이나, 보입, 눈=, 눈이, 시력
feel, feeling, mood, 느껴, 느끼, 기분
language, languages, speak korean, speak english, talk in, understand english, understand korean, korean, english, bilingual, 한국어, 한국말, 영어, 외국어, 언어, 국어, 다른 말
weather, rain, rainy, raining, forecast, sunny, snow, 날씨, 비=, 비가, 비도, 눈 와, 일기
garden, tree, trees, plant, plants, grow here, pine, maple, 정원, 나무, 소나무, 단풍, 식물
swim, swimming, bathe, dive, 수영, 헤엄, 물놀이, 발 담
deep, depth, 깊
pool, pond, water, basin, 연못, 물에, 물이, 물가, 수조, 분수
lantern, lanterns, lamp, lamps, light, lights, 등불, 램프, 전등, 등을, 불빛, 조명, 가로등
light up, switch on, turn on, lit, lights the, takes care of, look after, keep lit, 켜, 켭, 관리, 돌보, 돌봐
crate, crates, box, boxes, 상자, 박스
inside, contain, in the box, in those, 안에, 들었, 들어 있, 속에
ball, 공=, 공은, 공으, 축구공
push, kick, roll, 밀어, 차도, 굴려
clothes, dress, garment, garments, outfit, sew, sewn, wear, wearing, costume, design clothes, fashion, textile, 옷=, 옷을, 옷도, 의상, 드레스, 입었, 입고, 입은, 꿰매, 패션, 디자인
voice, sound like, 목소리, 말소리, 음성
move, motion, walk, gait, 움직, 걷, 걸음, 동작
robot, machine, ai, artificial, computer, bot, android, 로봇, 기계, 인공지능, 컴퓨터
human, human being, person, real, actual, alive, 사람, 인간, 진짜, 실제, 살아 있
people, performers, cast, actors, inhabitants, everybody here, 배우, 사람들, 단원, 출연
gallery, exhibition, colonnade, museum, wall, 갤러리, 회랑, 전시, 미술관
remember, memory, recall, know about me, 기억
dance, dancing, 춤=, 춤을, 춤도, 춤추, 춤출, 댄스
photo of, portrait
plan, plans, intend, going to, will, 계획, 예정, 할 거, 하려고
marry, wedding, marriage, married, bride, 결혼, 예식, 신부
hurt, pain, injured, injury, broke, broken, ache, wound, bad knee, sore, 다쳤, 다친, 다쳐, 아프, 아파, 아픈, 부러, 통증, 안 좋아요, 안 좋다
allergic, allergy, must not eat, cannot eat, can't eat, 알레르기, 못 먹, 먹으면 안
move house, move to, moving, relocate, 이사
have, own, keep, 있으, 키우, 키워, 기르, 길러
data, table, file, csv, graph, spreadsheet, 데이터, 자료, 파일, 표를, 그래프, 엑셀
thank, thanks, grateful, 고마, 감사
`;

/** What is a kind of what: a word of the line stands for itself and for the first word of its line too. */
const KINDS = `
art, paint, painting, painter, picture, draw, drew, artwork, canvas, 그림, 그리, 그렸, 그린, 그려, 작품, 화가, 미술
weather, rain, rainy, sky, wind, snow, 날씨, 비=, 비가, 바람, 하늘
school, teach, taught, teacher, learn, learnt, study, 선생님, 가르, 배웠, 배우, 배운, 스승
animal, animals, pet, pets, cat, cats, kitten, dog, puppy, bee, bees, horse, bird, rabbit, fish, hamster, 동물, 반려동물, 고양이, 강아지, 개=, 새=, 토끼, 물고기, 햄스터, 벌=, 말을 키
sport, sports, exercise, hobby, swim, swimming, run, running, marathon, hike, hiking, climb, cycling, football, tennis, yoga, ski, dance, 운동, 취미, 수영, 등산, 달리기, 축구, 야구, 테니스, 요가, 자전거, 춤=, 헬스
instrument, music, cello, violin, piano, guitar, flute, drum, bass, trumpet, 악기, 첼로, 바이올린, 피아노, 기타를, 플루트, 드럼, 가야금
body, bone, joint, wrist, knee, ankle, arm, leg, back, shoulder, hip, finger, elbow, neck, 몸=, 뼈=, 관절, 손목, 무릎, 발목, 팔=, 다리, 허리, 어깨, 손가락, 어디가 아, 어디 다쳤
eyes, eye, see, colour, colours, red, green, blind, glasses, sight, 눈=, 눈이, 색맹, 색약, 시력, 안경
food, eat, dish, taste, mushroom, mushrooms, onion, fish, meat, nuts, cheese, spicy, 음식, 먹, 요리, 버섯, 양파, 고기, 견과, 치즈, 매운
vegetable, vegetables, mushroom, onion, cucumber, carrot, spinach, 채소, 야채, 오이, 당근, 양파, 버섯, 가지=, 시금치
fruit, fruits, apple, peach, banana, strawberry, mango, 과일, 사과, 복숭아, 바나나, 딸기, 망고, 포도
drink, drinks, tea, coffee, juice, wine, beer, milk, 음료, 차=, 커피, 주스, 와인, 맥주, 우유
city, town, country, place, from, live, lisbon, bergen, berlin, seoul, busan, paris, london, tokyo, iceland, 도시, 나라, 고향, 서울, 부산, 대구, 인천, 광주, 대전, 제주, 전주, 베를린, 파리
job, work, profession, nurse, teacher, driver, doctor, engineer, developer, cook, botanist, student, lawyer, 직업, 간호사, 교사, 개발자, 의사, 요리사, 학생, 변호사, 기사님, 해녀, 회사원
family, mother, mum, mom, father, dad, daughter, son, girl, boy, child, kid, kids, wife, husband, brother, sister, grandmother, 가족, 엄마, 어머니, 아빠, 아버지, 딸=, 아들, 아이, 아내, 남편, 동생, 할머니, 할아버지, 형=, 누나, 언니, 오빠
daughter, girl, 딸=, 딸이
son, boy, 아들
mother, mum, mom, mama, 엄마, 어머니
future, next, tomorrow, soon, summer, spring, winter, autumn, june, july, plan, plans, will, year, month, week, 내일, 다음, 곧, 여름, 봄=, 겨울, 가을, 계획, 예정, 언제, 내년
wedding, marry, 결혼
interview, 면접, 시험
person, man, woman, 사람
`;

/** Words with which one asks for anything at all: they say nothing of what is asked for. */
export const ASKING: readonly string[] =
  'tell, tell me, say, explain, show me, talk about, think of, 알려, 말해, 설명, 보여 줘, 보여줘, 얘기, 이야기'.split(
    ', ',
  );

/** Splits a table into lines of words, lower case. */
function linesOf(table: string): string[][] {
  return table
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((word) => word.trim().toLowerCase()));
}

/** Words of one meaning, a group each. */
export const SAME_MEANING: readonly (readonly string[])[] = linesOf(SAME);

/** Words of one kind, a group each: they keep their own meaning and share that of the kind. */
export const SAME_KIND: readonly (readonly string[])[] = linesOf(KINDS);

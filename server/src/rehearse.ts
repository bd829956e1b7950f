// CONTRIBUTOR NOTES
// The engine compiles what is called for the first time, expressions with it. On a stage of 300 performers the first sentence
// that anybody said took 92 ms of one tick, of which 75 were minds and senses; every tick but a few such ones took 17. So what
// guests say is said once before anybody is there, on a small stage of its own that nobody sees and that ends with it.
import type { Persona } from './brain/index.ts';
import type { MailboxMessage, MotionPort, Stage } from './tick/index.ts';

type Locale = 'en' | 'ko';

/** Something of all that is understood: greetings, memory, the place, people, pictures, wishes, feelings, tables. */
const LINES: readonly (readonly [Locale, string])[] = [
  ['en', 'Hello! My name is Robin, I live in Busan and I love trains. Please remember me.'],
  ['en', 'What is this place, and who painted that picture over there?'],
  ['en', 'Do you remember what I told you about trains?'],
  ['en', 'Could you paint me a rose pattern for a dress, please?'],
  ['en', 'Come here, follow me, and then dance a little for us.'],
  ['en', 'How do I seem to you, am I tired?'],
  ['en', 'What is the highest number in the table, and how do the groups compare?'],
  ['en', 'Where is Tilda, and who is she talking to?'],
  ['en', 'No, not that one. I meant the other one, thank you. Goodbye!'],
  ['ko', '안녕하세요, 저는 로빈이라고 해요. 부산에 살고 기차를 좋아해요. 저를 기억해 주세요.'],
  ['ko', '여기는 어떤 곳이에요? 저 그림은 누가 그렸어요?'],
  ['ko', '제가 뭘 좋아한다고 했죠?'],
  ['ko', '드레스에 쓸 장미 무늬를 그려 줄래요?'],
  ['ko', '이리 와서 저를 따라오세요. 그리고 춤춰 주세요.'],
  ['ko', '제가 어때 보여요? 피곤해 보이나요?'],
  ['ko', '표에서 가장 높은 숫자는 뭐예요?'],
  ['ko', '틸다는 어디 있어요?'],
  ['ko', '아니요, 그거 말고 다른 거요. 고마워요, 안녕히 계세요!'],
];
/** An answer begins within so many ticks, and takes no longer than so many: then comes the next line. */
const ANSWER_TICKS = { begins: 40, ends: 240 } as const;

/** Motion of a stage where nobody moves. */
export const STILL: MotionPort = {
  submit: () => true,
  ready: () => false,
  collect: () => {},
  finish: async () => {},
};

/**
 * Has two performers and two guests say and do what guests will, so that no tick of a live stage is the first to.
 *
 * @param stage an empty one with room for four, made for this and thrown away
 */
export function rehearse(stage: Stage, personas: Iterable<Pick<Persona, 'id'>>): void {
  const { humans, social } = stage.world;
  const step = (...messages: MailboxMessage[]): void => void stage.step(messages, false);
  const [first, second = first] = [...personas].map(({ id }) => id);
  if (first === undefined) return;
  const place = { bodyIndex: 0, z: 0, yaw: 0 };
  step(
    { type: 'perform', key: 'p0', name: { en: 'Tilda', ko: '틸다' }, personaId: first, x: 0, ...place },
    { type: 'perform', key: 'p1', name: { en: 'Kwame', ko: '콰메' }, personaId: second, x: -1, ...place },
    { type: 'join', key: 'g0', name: 'Robin', locale: 'en', x: 1.5, ...place },
    { type: 'join', key: 'g1', name: '로빈', locale: 'ko', x: 2.5, ...place },
  );
  const speaks = (): boolean => social.minds.some((mind) => mind && mind.speech.endTick > stage.world.tick);
  const wait = (): void => {
    for (let tick = 0; tick < ANSWER_TICKS.ends && (tick < ANSWER_TICKS.begins || speaks()); tick++) step();
  };
  for (const [locale, text] of LINES) {
    step({ type: 'say', netId: humans.netId[locale === 'en' ? 2 : 3], text, locale });
    wait();
  }
  for (const action of social.actionNames.slice(0, 2)) {
    step({ type: 'gesture', netId: humans.netId[2], action });
    wait();
  }
  step({ type: 'leave', netId: humans.netId[3] });
}

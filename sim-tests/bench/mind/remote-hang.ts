// The whole road in real time: a served stage, guests over sockets, and a model server on this machine that takes every
// question and never answers. What counts is what a guest waits for: the first nod, or the first word to it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { CHANNEL_AT, STROKE_VALUES } from '@troupe/avatars/motion';
import { type ServerMessages, WIRE_LIMITS } from '@troupe/client-sdk/protocol';
import type { World } from '@troupe/server/world';
import { joinStage } from '../../bots/lean-bot.ts';

const QUESTIONS = [
  ['en', 'Tilda, what is the loneliest colour you know?'],
  ['ko', '틸다, 요즘 무슨 생각을 제일 많이 해요?'],
  ['en', 'Tilda, would you trade places with me for a day?'],
] as const;
const REACTION_MS_MAX = 5_000;
/** After joining and after leaving, s; the breaker hears of three failures only after the last question. */
const SETTLE_S = 0.6;
const VOICE_S_MAX = 20;
const QUIET_S_MAX = 25;

export interface HangReport {
  /** First nod or word after each question, ms; and the first word. */
  readonly reactionMs: number[];
  readonly wordMs: number[];
  readonly asked: number;
}

/** Asks a served stage questions while its model hangs. */
export async function benchRemoteHang(): Promise<HangReport> {
  let asked = 0;
  const model = createServer((request) => {
    asked += 1;
    request.resume();
  });
  model.listen(0, '127.0.0.1');
  await once(model, 'listening');
  // A whole server is loaded only for this.
  const { readConfig, serve } = await import('@troupe/server');
  const { port } = model.address() as { port: number };
  const url = `http://127.0.0.1:${port}/v1`;
  const args = ['--port', '0', '--host', '127.0.0.1', '--performers', '3', '--memory', 'none'];
  const config = readConfig([...args, '--brain-url', url, '--brain-model', 'hangs'], {});
  const running = await serve(config);
  const reactionMs: number[] = [];
  const wordMs: number[] = [];
  try {
    const { world } = running.host.stage;
    for (let i = 0; i < VOICE_S_MAX && !world.social.voices.ready; i++) await seconds(1);
    for (const [locale, text] of QUESTIONS) {
      const words: { atMs: number; text: string }[] = [];
      let netId = 0;
      const bot = await joinStage({
        url: `http://127.0.0.1:${running.port}`,
        room: 'stage',
        join: { vhp: [WIRE_LIMITS.version], name: 'Ana', bodyId: 'tilda', locale },
        onPlain(type, message) {
          if (type === 'welcome') netId = (message as ServerMessages['welcome']).netId;
          const event = type === 'event' ? (message as ServerMessages['event']) : undefined;
          if (event?.kind === 'say' && event.toNetId === netId)
            words.push({ atMs: performance.now(), text: event.text });
        },
      });
      await seconds(SETTLE_S);
      const askedMs = performance.now();
      bot.send('say', { text, locale });
      const { nodMs } = await react(running.host, world, () => words.length > 0);
      const wordAtMs = words[0]?.atMs ?? Number.POSITIVE_INFINITY;
      reactionMs.push(Math.min(nodMs, wordAtMs) - askedMs);
      wordMs.push(wordAtMs - askedMs);
      bot.close();
      // The next question falls into quiet: the first was given up and answered by herself.
      await quiet(world);
    }
    return { reactionMs, wordMs, asked };
  } finally {
    model.closeAllConnections();
    model.close();
    await running.stop();
  }
}

const seconds = (s: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, s * 1000));

/** Until nobody thinks or speaks. */
async function quiet(world: World): Promise<void> {
  const busy = (): boolean =>
    world.social.minds.some(
      (mind) =>
        mind &&
        (mind.thinking || mind.intent.say || mind.replies.length > 0 || world.tick < mind.speech.endTick),
    );
  for (let i = 0; i < QUIET_S_MAX * 10 && busy(); i++) await seconds(0.1);
}

/** Until Tilda has said something to the guest: when her head began to nod before that. */
async function react(
  host: { readonly afterTick: Set<() => void> },
  world: World,
  spoken: () => boolean,
): Promise<{ nodMs: number }> {
  const tilda = world.social.minds.findIndex((mind) => mind?.personaId === 'tilda');
  const pitch = (): number => world.humans.strokeTarget[tilda * STROKE_VALUES + CHANNEL_AT[2]];
  let nodMs = Number.POSITIVE_INFINITY;
  const before = pitch();
  const watch = (): void => {
    const silent = world.tick >= world.social.minds[tilda]!.speech.endTick;
    if (nodMs === Number.POSITIVE_INFINITY && silent && Math.abs(pitch() - before) > 0.01)
      nodMs = performance.now();
  };
  host.afterTick.add(watch);
  const began = performance.now();
  while (!spoken() && performance.now() - began < REACTION_MS_MAX) await seconds(0.01);
  host.afterTick.delete(watch);
  return { nodMs };
}

import type { CueNews, ShowAct, ShowRun } from '../world/index.ts';
import { TICK_S } from '../world/index.ts';
import { type Bridge, type BridgeStage, createStatus } from './bridge.ts';
import type { OscConfig } from './bridge-config.ts';
import { sendUdp } from './udp.ts';
import { encodeOscMessage, type OscArg, type OscMessage } from './wire/osc.ts';

type OscOutConfig = OscConfig['out'][number];
const TEXT_MAX = 1_000;

/** OSC out: each cue as it fires. */
export function openOscOut(config: OscOutConfig, stage: BridgeStage): Bridge {
  const status = createStatus('osc out', `${config.host}:${config.port}`);
  const udp = sendUdp(config, status);
  const afterTick = (): void => {
    const { run, news } = stage.world.show;
    if (!run) return;
    for (const item of news) {
      const message = messageOfCue(config, run, item);
      if (message) udp.send(encodeOscMessage(message));
    }
  };
  stage.afterTick.add(afterTick);
  return {
    status,
    async close() {
      stage.afterTick.delete(afterTick);
      await udp.close();
    },
  };
}

/** What is sent for news of a cue: by the first rule that fits, else by `rest`; undefined when nothing is. */
export function messageOfCue(config: OscOutConfig, run: ShowRun, news: CueNews): OscMessage | undefined {
  const act = actOf(run, news);
  const to = act?.do === 'out' ? act.to : undefined;
  const words: Readonly<Record<string, string | number>> = {
    show: run.program.id,
    scene: news.scene,
    cue: news.cue,
    kind: news.kind,
    ev: news.ev,
    time: news.due * TICK_S,
    line: news.line,
    to: to ?? '',
    data: act?.do === 'out' ? act.data : act && 'text' in act && typeof act.text === 'string' ? act.text : '',
    name: act && 'name' in act ? act.name : '',
    who: (act?.who ?? []).map((cast) => run.program.cast[cast]?.id ?? '').join(','),
  };
  const rule = config.rules.find(
    (one) =>
      one.ev === news.ev &&
      (one.kind ?? news.kind) === news.kind &&
      (one.cue ?? news.cue) === news.cue &&
      (one.scene ?? news.scene) === news.scene &&
      (one.to ?? to) === to,
  );
  const address = rule?.address ?? config.rest;
  if (address === '' || (!rule && news.ev === 'skipped')) return undefined;
  const args: readonly (string | number)[] = rule ? rule.args : ['{kind}', '{time}', '{data}'];
  return { address: fillAddress(address, words), args: args.map((arg) => argOf(arg, words)) };
}

function actOf(run: ShowRun, { scene, cue }: CueNews): ShowAct | undefined {
  return run.program.scenes.find(({ id }) => id === scene)?.cues.find(({ id }) => id === cue)?.act;
}

const WORD = /\{([a-z]+)\}/g;

/** Names in an address are one step of it, in ASCII: what OSC reserves is percent-encoded. */
function fillAddress(address: string, words: Readonly<Record<string, string | number>>): string {
  return address.replace(WORD, (whole, name: string) => {
    if (!(name in words)) return whole;
    return encodeURIComponent(String(words[name])).replace(
      /[*']/g,
      (c) => `%${c.charCodeAt(0).toString(16)}`,
    );
  });
}

/** `{time}` alone is a number; anything else is a text. */
function argOf(arg: string | number, words: Readonly<Record<string, string | number>>): OscArg {
  if (typeof arg === 'number') return Number.isInteger(arg) ? ['i', arg] : ['f', arg];
  const alone = /^\{([a-z]+)\}$/.exec(arg)?.[1];
  const value = alone === undefined ? undefined : words[alone];
  if (typeof value === 'number') return alone === 'line' ? ['i', value] : ['f', value];
  return ['s', arg.replace(WORD, (whole, name: string) => String(words[name] ?? whole)).slice(0, TEXT_MAX)];
}

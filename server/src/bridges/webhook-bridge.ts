import { randomUUID } from 'node:crypto';
import { TICK_S } from '../world/index.ts';
import { type Bridge, type BridgeStage, createStatus } from './bridge.ts';
import type { WebhooksConfig } from './bridge-config.ts';
import { createWebhookQueue } from './webhook-queue.ts';
import { webhookKey } from './wire/webhook-sign.ts';

/** Tells a web address of the cues and the state of a show. @throws Error when its secret is not in the environment */
export function openWebhook(
  config: WebhooksConfig['to'][number],
  stage: BridgeStage,
  env: Readonly<Record<string, string | undefined>>,
): Bridge {
  const { origin } = new URL(config.url);
  const secret = env[config.secretEnv];
  if (!secret)
    throw new Error(`webhooks: ${origin}: set ${config.secretEnv} in the environment to its secret`);
  const status = createStatus('webhook', origin);
  const queue = createWebhookQueue({ url: config.url, key: webhookKey(secret) }, status, {
    fetch: (url, init) => fetch(url, init),
    nowMs: stage.nowMs,
    after(ms, callback) {
      const timer = setTimeout(callback, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
    log: stage.log,
    newId: () => `msg_${randomUUID()}`,
  });
  let told = '';
  const tell = (type: string, data: unknown): void =>
    queue.push(JSON.stringify({ type, timestamp: new Date(stage.nowMs()).toISOString(), data }));
  const afterTick = (): void => {
    const { run, news } = stage.world.show;
    if (!run) return;
    const show = run.program.id;
    if (config.status && run.status !== told) {
      told = run.status;
      tell('show.status', { show, status: run.status, atS: run.clock * TICK_S });
    }
    for (const { ev, scene, cue, kind, line, due } of news)
      if ((config.kinds ?? [kind]).includes(kind))
        tell(`cue.${ev}`, { show, scene, cue, kind, line, atS: due * TICK_S });
  };
  stage.afterTick.add(afterTick);
  return {
    status,
    async close() {
      stage.afterTick.delete(afterTick);
      queue.close();
    },
  };
}

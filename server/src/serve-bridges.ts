import { hostname } from 'node:os';
import { type Bridges, type BridgesConfig, openBridges } from './bridges/index.ts';
import type { StageHost } from './rooms/index.ts';
import type { ShowCommand } from './world/index.ts';

/** Side doors to desks, lights and other tools: what the file asks for, and nothing without one. */
export async function openStageBridges(
  bridging: BridgesConfig | undefined,
  host: StageHost,
  { stage, port }: { readonly stage: string; readonly port: number },
): Promise<Bridges | undefined> {
  if (!bridging) return undefined;
  const side = {
    world: host.stage.world,
    post: (command: ShowCommand) => host.mailbox.post({ type: 'show', command }),
    afterTick: host.afterTick,
    nowMs: () => Date.now(),
    log: (line: string) => console.error(line),
  };
  const parts = { env: process.env, stdin: process.stdin, identity: `${hostname()}/${stage}/${port}` };
  return openBridges(bridging, side, parts);
}

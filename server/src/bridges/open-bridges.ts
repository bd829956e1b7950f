import { readFileSync, statSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { formatProblem } from '../shows/index.ts';
import { SHOW_LIMITS } from '../world/index.ts';
import type { Bridge, BridgeStage, BridgeStatus } from './bridge.ts';
import { type BridgesConfig, checkBridges } from './bridge-config.ts';
import { type ChaseBridge, openChase } from './chase-bridge.ts';
import { openLightBridge } from './light-bridge.ts';
import { openMidiIn } from './midi-in.ts';
import { openOscIn } from './osc-in.ts';
import { openOscOut } from './osc-out.ts';
import { openVmcBridge } from './vmc-bridge.ts';
import { openWebhook } from './webhook-bridge.ts';

export interface BridgeParts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  /** Names this stage among sources of light. */
  readonly identity: string;
}

/** All bridges of a stage. */
export interface Bridges {
  /** How each does, newest figures. */
  status(): readonly BridgeStatus[];
  close(): Promise<void>;
}

/** Reads a file of bridges. @throws Error with `file:line:col CODE message` for all that is wrong */
export function readBridges(file: string): BridgesConfig {
  const { config, problems } = checkBridges(textOf(file));
  if (config) return config;
  throw new Error(problems.map((problem) => formatProblem(file, problem)).join('\n'));
}

function textOf(file: string): string {
  if (statSync(file).size > SHOW_LIMITS.textBytesMax)
    throw new Error(`${file}: larger than ${SHOW_LIMITS.textBytesMax} bytes`);
  return readFileSync(file, 'utf8');
}

/**
 * Opens every bridge that a file asks for, and none other. All of them or none: what cannot open closes the rest.
 *
 * @throws Error naming the bridge and what keeps it
 */
export async function openBridges(
  config: BridgesConfig,
  stage: BridgeStage,
  parts: BridgeParts,
): Promise<Bridges> {
  const open: Bridge[] = [];
  const close = async (): Promise<void> => {
    for (const bridge of open.splice(0)) await bridge.close();
  };
  try {
    await openAll(config, stage, parts, open);
  } catch (error) {
    await close();
    throw error;
  }
  for (const { status } of open) stage.log(`bridge ${status.kind}: ${status.where}`);
  return { status: () => open.map(({ status }) => status), close };
}

async function openAll(
  config: BridgesConfig,
  stage: BridgeStage,
  parts: BridgeParts,
  open: Bridge[],
): Promise<void> {
  const { osc, midi, chase: chasing, lights, vmc, webhooks } = config;
  let chase: ChaseBridge | undefined;
  if (chasing) {
    chase = openChase(chasing, stage);
    open.push(chase);
  }
  const takeText = (text: string): string =>
    chase?.takeText(text) ?? 'timecode comes, and no "chase" wants it';
  if (osc?.in) open.push(await openOscIn(osc.in, stage, takeText));
  for (const out of osc?.out ?? []) open.push(openOscOut(out, stage));
  if (midi) open.push(await openMidiIn(midi, stage, { chase, stdin: parts.stdin }));
  for (const light of lights) open.push(openLightBridge(light, stage, parts.identity));
  for (const performer of vmc) open.push(openVmcBridge(performer, stage));
  for (const hook of webhooks?.to ?? []) open.push(openWebhook(hook, stage, parts.env));
}

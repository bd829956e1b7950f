import { TICK_S } from '../world/index.ts';
import { type Bridge, type BridgeStage, createStatus } from './bridge.ts';
import type { ChaseConfig } from './bridge-config.ts';
import { chaseStep, createChase, noteTimecode } from './chase.ts';
import { formatTimecode, parseTimecode, secondsOfTimecode, timecodeOfSeconds } from './wire/timecode.ts';

export interface ChaseBridge extends Bridge {
  /** Timecode that came, s of the clock. */
  take(seconds: number, jump: boolean): void;
  /** Timecode as a text; '' or what is wrong with it. */
  takeText(text: string): string;
}

/** Has the show of a stage follow timecode. @throws Error when `start` is no timecode */
export function openChase(config: ChaseConfig, stage: BridgeStage): ChaseBridge {
  const status = createStatus('chase', `from ${config.start}`);
  const start = parseTimecode(config.start, config.rate);
  if (typeof start === 'string') throw new Error(`chase: start: ${start}`);
  const options = { ...config, startS: secondsOfTimecode(start) };
  const chase = createChase();
  const take = (seconds: number, jump: boolean): void => {
    status.received += 1;
    noteTimecode(chase, seconds, stage.nowMs(), jump);
  };
  const afterTick = (): void => {
    const { run } = stage.world.show;
    if (!run) return;
    const now = { nowMs: stage.nowMs(), clockS: run.clock * TICK_S, rate: run.rate, status: run.status };
    const was = chase.locked;
    for (const command of chaseStep(chase, options, now)) {
      status.sent += 1;
      stage.post(command);
    }
    if (was !== chase.locked)
      stage.log(
        chase.locked
          ? `chase: locked at ${formatTimecode(timecodeOfSeconds(chase.timecodeS, config.rate))}`
          : `chase: no timecode for ${config.dropoutMs} ms`,
      );
    status.problem = chase.locked || Number.isNaN(chase.timecodeS) ? '' : 'no timecode';
  };
  stage.afterTick.add(afterTick);
  return {
    status,
    take,
    takeText(text) {
      const timecode = parseTimecode(text, config.rate);
      if (typeof timecode === 'string') return timecode;
      take(secondsOfTimecode(timecode), false);
      return '';
    },
    async close() {
      stage.afterTick.delete(afterTick);
    },
  };
}

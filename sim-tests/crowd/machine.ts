import { cpus, totalmem } from 'node:os';
import { machine } from '../bench/report.ts';

/** Where a run took place; figures of two machines are not to be compared. */
export interface MachineInfo {
  readonly node: string;
  readonly commit: string;
  readonly load1: number;
  readonly cores: number;
  readonly cpu: string;
  readonly memoryGb: number;
}

export function describeMachine(): MachineInfo {
  return {
    ...machine(),
    cores: cpus().length,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 1e9),
  };
}

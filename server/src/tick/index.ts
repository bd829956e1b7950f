export { Mailbox, type MailboxMessage, type Outcome } from './mailbox.ts';
export { createStage, type MotionPort, type Phase, type Stage } from './stage.ts';
export { type RunnerClock, type RunnerHooks, runStage } from './stage-runner.ts';
export { createTickTimes, type TickTimes } from './tick-times.ts';

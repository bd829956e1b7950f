import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { cpus, freemem, loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

/** One thing that was looked at. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do; '' when all is well. */
  readonly advice: string;
}

/** Memory of one bot and its seat at the stage, bytes; measured with concert-1000. */
const BYTES_A_BOT = 400_000;
const SPARE_FILES = 200;

/** `troupe crowd doctor`: whether this machine can carry a crowd. Exit 1 when it cannot. */
export async function run(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { bots: { type: 'string', default: '1000' }, json: { type: 'boolean', default: false } },
  });
  const bots = Number(values.bots);
  if (!Number.isInteger(bots) || bots < 1 || bots > 20_000)
    throw new Error(`--bots ${values.bots}: give a whole number from 1 to 20000`);
  const findings = [
    checkNode(process.versions.node),
    checkFiles(readLimit('Max open files'), bots),
    checkPorts(bots),
    checkMemory(freemem(), bots),
    checkCores(cpus().length, loadavg()[0]),
    checkSpeed(),
    await checkTimers(),
    checkClock(),
    await checkLoopback(Math.min(bots, 500)),
  ];
  if (values.json) console.log(JSON.stringify({ bots, findings }));
  else {
    for (const { name, state, found, advice } of findings)
      console.log(
        `${state.toUpperCase().padEnd(5)} ${name.padEnd(18)} ${found}${advice && `\n      ${''.padEnd(18)} ${advice}`}`,
      );
    console.log(`\n${sumUp(findings, bots)}`);
  }
  return findings.some(({ state }) => state === 'fail') ? 1 : 0;
}

/** The findings in one sentence. */
export function sumUp(findings: readonly Finding[], bots: number): string {
  const names = (state: Finding['state']): string =>
    findings
      .filter((one) => one.state === state)
      .map(({ name }) => name)
      .join(', ');
  const [failed, warned] = [names('fail'), names('warn')];
  if (failed) return `This machine cannot carry ${bots} bots and a stage as it is: ${failed}.`;
  if (warned) return `This machine can carry ${bots} bots and a stage; mind its ${warned}.`;
  return `This machine can carry ${bots} bots and a stage.`;
}

function finding(
  name: string,
  found: string,
  bad: { fail?: boolean; warn?: boolean; advice: string },
): Finding {
  const state = bad.fail ? 'fail' : bad.warn ? 'warn' : 'ok';
  return { name, state, found, advice: state === 'ok' ? '' : bad.advice };
}

function checkNode(version: string): Finding {
  return finding('node', version, {
    fail: Number(version.split('.')[0]) < 24,
    advice: 'use Node 24 or newer',
  });
}

/** A limit of this process; undefined where the system does not tell. */
function readLimit(name: string): number | undefined {
  if (!existsSync('/proc/self/limits')) return undefined;
  const line = readFileSync('/proc/self/limits', 'utf8')
    .split('\n')
    .find((text) => text.startsWith(name));
  const soft = line?.slice(name.length).trim().split(/\s+/)[0];
  return soft === 'unlimited' ? Number.POSITIVE_INFINITY : soft === undefined ? undefined : Number(soft);
}

/** Each bot is one file to the tester and one to the stage; matchmaking takes a few more. */
export function checkFiles(limit: number | undefined, bots: number): Finding {
  const need = bots + SPARE_FILES;
  const found = limit === undefined ? 'not told by this system' : `${limit} a process; ${need} are needed`;
  return finding('open files', found, {
    fail: limit !== undefined && limit < need,
    warn: limit === undefined,
    advice: `raise it before the run: ulimit -n ${need}`,
  });
}

function checkPorts(bots: number): Finding {
  const file = '/proc/sys/net/ipv4/ip_local_port_range';
  if (!existsSync(file)) return finding('local ports', 'not told by this system', { advice: '' });
  const [from, to] = readFileSync(file, 'utf8').trim().split(/\s+/).map(Number);
  const ports = to - from + 1;
  return finding('local ports', `${ports} for outgoing connections`, {
    // A join takes one port for matchmaking and one for the socket; closed ones rest for a minute.
    fail: ports < bots * 2,
    warn: ports < bots * 6,
    advice: 'widen net.ipv4.ip_local_port_range',
  });
}

function checkMemory(free: number, bots: number): Finding {
  const need = bots * BYTES_A_BOT + 600e6;
  return finding(
    'memory',
    `${(free / 1e9).toFixed(1)} GB free; ${(need / 1e9).toFixed(1)} are needed with a stage`,
    {
      fail: free < need * 0.7,
      warn: free < need,
      advice: 'use fewer bots, or a stage on another machine',
    },
  );
}

/** Exported for its test. */
export function checkCores(cores: number, load1: number): Finding {
  return finding('cores', `${cores}; load ${load1.toFixed(1)} now`, {
    fail: cores < 2,
    warn: load1 > cores * 0.5,
    advice:
      cores < 2
        ? 'the stage and the tester need a core each: test a stage on another machine'
        : 'something else is at work here: figures will be noisy',
  });
}

/** Hashing speed of one core, beside the machine that the built-in bars were set on. */
function checkSpeed(): Finding {
  const until = performance.now() + 150;
  let rounds = 0;
  let mixed = 1;
  while (performance.now() < until) {
    for (let i = 0; i < 20_000; i++) mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d) + i;
    rounds += 1;
  }
  const speed = Math.round((rounds * 20_000) / 150_000);
  return finding('speed of a core', `${speed} M steps a second${mixed === 0 ? ' ' : ''}`, {
    warn: speed < 150,
    advice: 'a slow or shared core: bars set elsewhere may not hold here',
  });
}

async function checkTimers(): Promise<Finding> {
  const resolutionMs = 5;
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  delays.disable();
  const lateMs = Math.max(0, delays.percentile(99) / 1e6 - resolutionMs);
  return finding('timers', `${lateMs.toFixed(1)} ms late at p99, idle`, {
    fail: lateMs > 50,
    warn: lateMs > 10,
    advice: 'this process does not get its turn: stop what else runs, or take a machine of your own',
  });
}

function checkClock(): Finding {
  let least = Number.POSITIVE_INFINITY;
  let backwards = 0;
  let before = performance.now();
  for (let i = 0; i < 200_000; i++) {
    const now = performance.now();
    if (now < before) backwards += 1;
    else if (now > before) least = Math.min(least, now - before);
    before = now;
  }
  return finding('clock', `steps of ${(least * 1000).toFixed(2)} µs, ${backwards} backwards`, {
    fail: backwards > 0,
    warn: least > 1,
    advice: 'latencies below the step of the clock are not to be trusted',
  });
}

/** Connects and speaks to itself. */
async function checkLoopback(connections: number): Promise<Finding> {
  const server = createServer((socket) => socket.pipe(socket));
  server.on('error', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const sockets: Socket[] = [];
  const startMs = performance.now();
  let failed = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = connect(port, '127.0.0.1');
      sockets.push(socket);
      await once(socket, 'connect').catch(() => {
        failed += 1;
      });
    }),
  );
  const perSecond = Math.round(connections / ((performance.now() - startMs) / 1000));
  const echoMs = sockets[0]?.readyState === 'open' ? await echo(sockets[0]) : Number.NaN;
  for (const socket of sockets) socket.destroy();
  server.close();
  return finding(
    'loopback',
    `${connections} connections at ${perSecond} a second, echo in ${echoMs.toFixed(2)} ms`,
    {
      fail: failed > 0 || Number.isNaN(echoMs),
      warn: perSecond < 500 || echoMs > 5,
      advice:
        failed > 0
          ? `${failed} connections failed: see open files and local ports`
          : 'the loopback is slow here',
    },
  );
}

async function echo(socket: Socket): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 50; i++) {
    const startMs = performance.now();
    socket.write('x');
    await once(socket, 'data');
    times.push(performance.now() - startMs);
  }
  return times.sort((a, b) => a - b)[25];
}

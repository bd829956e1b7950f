// What the guide to bridges says is held against the code, and its commands are run.
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readClip } from '@troupe/avatars/clip';
import { checkBridges } from '@troupe/server/bridges';
import { loadShowResources } from '@troupe/server/show-check';
import { checkShow } from '@troupe/server/shows';
import { validateBytes } from 'gltf-validator';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { findCommand, main } from '../../cli/src/main.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const guide = readFileSync(join(ROOT, 'docs/bridges.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'troupe-bridges-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});
const blocks = (language: string): string[] =>
  [...guide.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map((match) => match[1]);
const commands = blocks('sh').flatMap((block) => block.trim().split('\n'));

/** Runs a command of the guide with files in a folder of its own; returns what it said. */
async function runCommand(line: string): Promise<string> {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {});
  try {
    const args = line
      .replace(/^npx troupe /, '')
      .split(' ')
      .map((word) => (/^[a-z]+\.(otio|rec|vrma)$/.test(word) ? join(folder, word) : word))
      .map((word) => (/^(docs|assets)\//.test(word) ? join(ROOT, word) : word));
    expect(await main(args), line).toBe(0);
    return log.mock.calls.flat().join('\n');
  } finally {
    log.mockRestore();
  }
}
const command = (start: string): string => {
  const found = commands.find((line) => line.startsWith(`npx troupe ${start}`));
  if (!found) throw new Error(`the guide has no "${start}"`);
  return found;
};

describe('the guide to bridges', () => {
  test('every example is a file of bridges', () => {
    const examples = blocks('yaml');
    expect(examples.length).toBeGreaterThanOrEqual(7);
    for (const example of [...examples, readFileSync(join(ROOT, 'docs/bridges.example.yaml'), 'utf8')])
      expect(checkBridges(example).problems, example).toEqual([]);
  });

  test('every command is one', () => {
    expect(commands.length).toBeGreaterThanOrEqual(5);
    for (const line of commands) expect(findCommand(line.split(' ').slice(2)), line).toBeDefined();
  });

  test('a file of bridges is checked', async () => {
    expect(await runCommand(command('bridges check'))).toMatch(/bridges\.example\.yaml: fine/);
  });

  test('a show becomes a timeline whose tracks hold every cue at its time', async () => {
    await runCommand(command('show export'));
    const otio = JSON.parse(readFileSync(join(folder, 'hello.otio'), 'utf8'));
    expect(otio.OTIO_SCHEMA).toBe('Timeline.1');
    type Item = {
      OTIO_SCHEMA: string;
      metadata: { troupe?: { cue: string; kind: string } };
      source_range: { duration: { value: number; rate: number } };
    };
    type Track = { name: string; children: Item[]; markers: Item[] };
    const tracks: Track[] = otio.tracks.children;
    expect(tracks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['scenes', 'tilda', 'stage', 'music']),
    );
    const placed = tracks.flatMap(({ children }) => {
      let at = 0;
      return children.flatMap((item) => {
        const from = at;
        at += item.source_range.duration.value;
        expect(item.source_range.duration.value).toBeGreaterThan(0);
        expect(item.source_range.duration.rate).toBe(25);
        return item.OTIO_SCHEMA === 'Clip.2' ? [{ from, ...item.metadata.troupe }] : [];
      });
    });
    const text = readFileSync(join(ROOT, 'assets/shows/hello.yaml'), 'utf8');
    const { program } = checkShow(text, loadShowResources(ROOT));
    const timed = program!.scenes[0].cues.filter(
      ({ ticks, at }) => at !== null && (ticks === null || ticks > 0),
    );
    expect(timed.length).toBeGreaterThan(0);
    for (const { id, at } of timed)
      expect(placed.filter(({ cue }) => cue === id).map(({ from }) => from)).toContain(
        Math.round((at! / 20) * 25),
      );
    const all = [
      ...placed.map(({ cue }) => cue),
      ...tracks.flatMap(({ markers }) => markers.map((m) => m.metadata.troupe?.cue)),
    ];
    for (const { id, act } of program!.scenes[0].cues) if (act.do !== 'music') expect(all).toContain(id);
  });

  test('what a performer of a record did is a valid VRM animation', { timeout: 120_000 }, async () => {
    await runCommand(command('record'));
    await runCommand(command('export'));
    const bytes = readFileSync(join(folder, 'tilda.vrma'));
    const report = await validateBytes(new Uint8Array(bytes));
    expect(report.issues.messages.filter((message) => message.severity <= 1)).toEqual([]);
    const gltf = JSON.parse(bytes.subarray(20, 20 + bytes.readUInt32LE(12)).toString());
    const { specVersion, humanoid } = gltf.extensions.VRMC_vrm_animation;
    expect(specVersion).toBe('1.0');
    const bones: [string, { node: number }][] = Object.entries(humanoid.humanBones);
    // T-pose at rest: no node is turned; hips alone are moved; every bone that VRM requires is there.
    for (const [, { node }] of bones) expect(gltf.nodes[node].rotation ?? [0, 0, 0, 1]).toEqual([0, 0, 0, 1]);
    const moved = gltf.animations[0].channels.filter(
      ({ target }: { target: { path: string; node: number } }) =>
        target.path === 'translation' && bones.some(([, { node }]) => node === target.node),
    );
    expect(moved.map(({ target }: { target: { node: number } }) => target.node)).toEqual([
      humanoid.humanBones.hips.node,
    ]);
    for (const name of ['hips', 'spine', 'head', 'leftUpperArm', 'rightFoot', 'leftHand', 'rightLowerLeg'])
      expect(bones.map(([bone]) => bone)).toContain(name);
    const clip = readClip(bytes, 'tilda.vrma');
    expect(clip.frames).toBeGreaterThan(60);
    expect(clip.rig.legLengthM).toBeCloseTo(0.8267, 2);
    for (let frame = 0; frame < clip.frames; frame++) {
      expect(clip.hips[frame * 3 + 1]).toBeGreaterThan(0.6);
      expect(clip.hips[frame * 3 + 1]).toBeLessThan(2);
    }
  });

  test('a served stage opens what a file asks for and nothing else', { timeout: 120_000 }, async () => {
    const socket = createSocket('udp4');
    let packets = 0;
    socket.on('message', () => (packets += 1));
    await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done));
    const file = join(folder, 'bridges.yaml');
    writeFileSync(file, `osc: {in: {port: 0}, out: [{port: ${socket.address().port}}]}\n`);
    const args = [
      'serve',
      '--port',
      '0',
      '--performers',
      '1',
      '--voice',
      'none',
      '--no-page',
      '--memory',
      'none',
    ];
    const child = spawn(
      process.execPath,
      [
        join(ROOT, 'cli/bin/troupe.mjs'),
        ...args,
        '--show',
        join(ROOT, 'assets/shows/hello.yaml'),
        '--bridges',
        file,
      ],
      { cwd: ROOT, env: { ...process.env, HOST: '127.0.0.1' } },
    );
    children.push(child);
    let words = '';
    child.stdout.on('data', (chunk) => (words += chunk));
    child.stderr.on('data', (chunk) => (words += chunk));
    await vi.waitFor(() => expect(words).toMatch(/localhost:(\d+)/), { timeout: 90_000, interval: 50 });
    const port = /localhost:(\d+)/.exec(words)![1];
    await vi.waitFor(() => expect(packets).toBeGreaterThan(1), { timeout: 20_000, interval: 50 });
    const response = await fetch(`http://127.0.0.1:${port}/show/bridges`);
    const { bridges } = (await response.json()) as { bridges: { kind: string; sent: number }[] };
    expect(bridges.map(({ kind }) => kind)).toEqual(['osc in', 'osc out']);
    expect(bridges[1].sent).toBeGreaterThan(1);
    child.kill('SIGTERM');
    socket.close();
  });
});

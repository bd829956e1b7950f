import { expect, test } from 'vitest';
import { readConfig, SERVE_DEFAULTS } from './config.ts';

test('nothing said: the defaults', () => {
  expect(readConfig([], {})).toEqual({
    ...SERVE_DEFAULTS,
    stages: [{ id: 'plaza', performers: 13 }],
    shows: [],
    bridges: [],
    bodies: [],
    origins: [],
    page: true,
    mcp: false,
    edge: false,
    edges: false,
  });
});
test('arguments beat the environment', () => {
  expect(readConfig(['--port', '3000', '--guests-max', '5'], { PORT: '4000' })).toMatchObject({
    port: 3000,
    guestsMax: 5,
  });
});
test('agents and a database are there only when they are named', () => {
  expect(readConfig(['--mcp'], { MCP_TOKEN: 'sixteen-letters-long' })).toMatchObject({
    mcp: true,
    mcpToken: 'sixteen-letters-long',
  });
  expect(() => readConfig([], { MCP_TOKEN: 'short' })).toThrow(/MCP_TOKEN: a secret of 16/);
  const database = 'postgres://troupe@localhost:5432/stage';
  expect(readConfig([], { DATABASE_URL: database })).toMatchObject({ database });
  expect(() => readConfig([], { DATABASE_URL: 'mysql://x' })).toThrow(/DATABASE_URL: an address such as/);
});
test('services outside are off until their address is said; the model must be named', () => {
  const url = 'http://localhost:8000/v1';
  const said = readConfig(['--transcribe-url', url, '--transcribe-model', 'whisper'], {
    TRANSCRIBE_KEY: 'k',
    SPEECH_URL: url,
    SPEECH_MODEL: 'kokoro',
  });
  expect(said.transcribe).toEqual({ url, model: 'whisper', key: 'k' });
  expect(said.speech).toEqual({ url, model: 'kokoro', voice: 'alloy' });
  expect(() => readConfig(['--transcribe-url', url], {})).toThrow(/--transcribe-model/);
  expect(() => readConfig(['--speech-url', 'file:///x'], {})).toThrow(/speech/);
});
test('stages: one after the other or with commas, each with performers of its own where they are said', () => {
  const said = readConfig(['--stage', 'plaza,studio-hall:4', '--stage', 'attic', '--performers', '6'], {});
  expect(said.stages).toEqual([
    { id: 'plaza', performers: 6 },
    { id: 'studio-hall', performers: 4 },
    { id: 'attic', performers: 6 },
  ]);
});
test('bodies may be brought along', () => {
  expect(readConfig(['--body', 'a', '--body', 'b'], {}).bodies).toEqual(['a', 'b']);
});
test.each([
  [['--port', '99999'], /--port/],
  [['--performers', 'many'], /--performers/],
  [['--stage', '../etc'], /--stage: a stage is named/],
  [['--stage', 'plaza:none'], /--performers/],
  [['--stage', 'plaza', '--stage', 'plaza:3'], /--stage: "plaza" is named twice/],
  [['--edge', '--stage', 'plaza,attic'], /--edge: an edge serves the guests of one stage/],
  [['--nonsense'], /nonsense/],
])('%j is refused with the option named', (args, message) => {
  expect(() => readConfig(args, {})).toThrow(message);
});

import { describe, expect, test, vi } from 'vitest';
import { findCommand, helpText, main } from './main.ts';

describe('the front door', () => {
  test('help names every command', () => {
    for (const name of ['serve', 'replay', 'bench motion', 'bench stage', 'cast build'])
      expect(helpText()).toContain(name);
  });
  test('two-word commands are found, and their arguments are the rest', () => {
    expect(findCommand(['bench', 'motion', '--json'])).toMatchObject({
      command: { name: 'bench motion' },
      rest: ['--json'],
    });
  });
  test('the first word of many commands shows them all', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    expect(await main(['crowd', '--help'])).toBe(0);
    expect(log.mock.calls[0]?.[0]).toMatch(/crowd run SCENARIO[\s\S]*crowd compare A B[\s\S]*crowd doctor/);
    expect(await main(['crowd', 'run', '--help'])).toBe(0);
    expect(log.mock.calls[1]?.[0]).toMatch(/exit codes[\s\S]*3 +invalid/);
    log.mockRestore();
  });
  test('an unknown command fails and says what is near', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await main(['bemch'])).toBe(1);
    expect(error.mock.calls[0]?.[0]).toMatch(/no command "bemch".*bench motion/);
    error.mockRestore();
  });
  test('an unknown option is named, with the one that may have been meant', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(await main(['crowd', 'run', 'smoke', '--bot', '3'])).toBe(1);
    expect(error.mock.calls[0]?.[0]).toMatch(/crowd run: there is no option --bot; did you mean --bots\?/);
    expect(await main(['crowd', 'doctor', '--colour'])).toBe(1);
    expect(error.mock.calls[1]?.[0]).toMatch(/no option --colour; `troupe crowd doctor --help` shows all/);
    error.mockRestore();
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { secondsOfBeat, secondsOfBeats } from './beat-grid.ts';
import { beatGridOfMidi } from './midi-tempo.ts';
import { CLOCK_DEFAULTS, parseLength, parseMoment } from './parse-time.ts';

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));
const track = (events: string): string => {
  const body = bytes(events);
  return `4d54726b ${body.length.toString(16).padStart(8, '0')} ${events}`;
};
/** The header of the standard's own example: format 0, one track, 96 ticks a quarter note. */
const HEAD = '4d546864 00000006 0000 0001 0060';
const EXAMPLE = `${HEAD} ${track('00ff580404021808 00ff510307a120 00c005 00c12e 00924830 003c30 81483c00 00ff2f00')}`;
/** 120 in 4/4, from bar 3 on 60 in 3/4, from bar 5 on 7/8. */
const CHANGES = `${HEAD} ${track(
  '00ff510307a120 00ff580404021808 8600ff51030f4240 00ff580403021808 8440ff580407031808 00ff2f00',
)}`;
const gridOf = (text: string) => {
  const grid = beatGridOfMidi(bytes(text));
  if (typeof grid === 'string') throw new Error(grid);
  return grid;
};

describe('tempo of a MIDI file', () => {
  test('the example of the standard: 120, 4/4', () => {
    const grid = gridOf(EXAMPLE);
    expect(grid.tempos).toEqual([{ quarter: 0, atS: 0, quarterS: 0.5 }]);
    expect(grid.meters).toEqual([{ bar: 1, quarter: 0, beats: 4, quartersOfBeat: 1 }]);
    expect(secondsOfBeat(grid, 2, 3)).toBe(3);
  });
  test('changes of tempo and meter', () => {
    const grid = gridOf(CHANGES);
    expect(secondsOfBeat(grid, 3, 1)).toBe(4);
    expect(secondsOfBeat(grid, 3, 2)).toBe(5);
    expect(secondsOfBeat(grid, 4, 1)).toBe(7);
    expect(secondsOfBeat(grid, 5, 1)).toBe(10);
    expect(secondsOfBeat(grid, 5, 2)).toBe(10.5);
    expect(secondsOfBeat(grid, 6, 1)).toBe(13.5);
  });
  test('moments and lengths of a show follow it, also across a change', () => {
    const clock = { ...CLOCK_DEFAULTS, offset: 1, grid: gridOf(CHANGES) };
    expect(parseMoment('beat 3.3', clock)).toBe(7);
    expect(parseMoment('beat 3.4', clock)).toMatch(/a bar has 3/);
    expect(parseLength('4 beats', { ...clock, fromS: 1 })).toBe(2);
    expect(parseLength('4 beats', { ...clock, fromS: 4 })).toBe(3);
    expect(parseLength('2 bars', { ...clock, fromS: 5 })).toBe(6);
    expect(secondsOfBeats(clock.grid, { count: 0, bars: true }, 3)).toBe(0);
  });
  test.each([
    ['', 'no MIDI file'],
    ['4d546864 00000006 0002 0001 0060', 'format 2'],
    ['4d546864 00000006 0000 0001 e728', 'SMPTE'],
    [HEAD, 'no track'],
    [`${HEAD} 4d54726b 7fffffff`, 'cut off'],
    [`${HEAD} ${track('00ff5103')}`, 'cut off'],
    [`${HEAD} ${track('00 45')}`, 'cannot be read'],
    [`${HEAD} ${track('ffffffffff')}`, 'cannot be read'],
  ])('%s is refused: %s', (text, why) => {
    expect(beatGridOfMidi(bytes(text))).toContain(why);
  });
  test('random bytes behind a header are a grid that rises, or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (noise) => {
        const body = Buffer.from(noise).toString('hex');
        const grid = beatGridOfMidi(bytes(`${HEAD} ${track(body)}`));
        if (typeof grid === 'string') return;
        grid.tempos.reduce((a, b) => {
          expect(b.atS).toBeGreaterThanOrEqual(a.atS);
          return b;
        });
        expect(secondsOfBeat(grid, 100, 1)).toBeGreaterThan(secondsOfBeat(grid, 99, 1));
      }),
      { numRuns: 1_000 },
    );
  });
});

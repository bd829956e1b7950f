/** What the SPEC says in tables is what the code does: a number that changes in one must change in the other. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FACE_PRESETS } from '@troupe/avatars/face';
import { HUMAN_JOINTS } from '@troupe/avatars/skeleton';
import {
  BLOCK,
  BYTES_TYPE,
  CELL_M,
  CLIENT_MESSAGES,
  CLOSE_CODE,
  FLOOR_M,
  HEADER_BYTES,
  JOIN_OPTIONS,
  LAYER_JOINTS,
  LAYER_PERIOD_TICKS,
  MODALITIES,
  SENSE_LIMITS,
  VOICE_HEADER_BYTES,
  WIRE_LIMITS,
} from '@troupe/client-sdk/protocol';
import { HumanState, StageState } from '@troupe/server/rooms';
import { CHOICE, SEND, VOICE_SEND } from '@troupe/server/send';
import { describe, expect, test } from 'vitest';

const path = fileURLToPath(new URL('../../client-sdk/SPEC.md', import.meta.url));
const spec = readFileSync(path, 'utf8');

/** Cells of the rows of the table that begins with this header, without code quotes. */
function table(header: string): string[][] {
  const lines = spec.split('\n');
  const at = lines.findIndex((line) => line.startsWith(header));
  expect(at, header).toBeGreaterThan(0);
  const rows: string[][] = [];
  for (const line of lines.slice(at + 2)) {
    if (!line.startsWith('|')) break;
    rows.push(
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
  }
  return rows;
}

const number = (cell: string): number => Number(cell.replaceAll(',', ''));

/** The rule with this id, on one line. */
function rule(id: string): string {
  const from = spec.indexOf(`- **${id}** `);
  expect(from, id).toBeGreaterThan(0);
  const end = spec.slice(from + 3).search(/\n(- \*\*|\n[^ ])/);
  return spec.slice(from, from + 3 + end).replace(/\s+/g, ' ');
}

const thousands = (value: number): string => value.toLocaleString('en-US');

describe('the SPEC says what the code does', () => {
  test('join options, message types and close codes', () => {
    expect(table('| option |').map(([name]) => name)).toEqual(Object.keys(JOIN_OPTIONS.shape));
    expect(
      table('| type | fields | at most |')
        .map(([name]) => name)
        .sort(),
    ).toEqual(Object.keys(CLIENT_MESSAGES).sort());
    const codes = table('| code | name |').filter(([, name]) => name !== '');
    expect(codes.map(([code, name]) => [name, Number(code)])).toEqual(Object.entries(CLOSE_CODE));
  });

  test('limits of messages', () => {
    const rows = new Map(
      table('| type | fields | at most |').map(([name, fields, most]) => [name, `${fields} ${most}`]),
    );
    expect(rows.get('say')).toContain(`1 to ${WIRE_LIMITS.sayCharactersMax} characters`);
    expect(rows.get('say')).toContain(
      `${WIRE_LIMITS.sayPerSecond} a second, ${WIRE_LIMITS.sayBurst} at once`,
    );
    expect(rows.get('gesture')).toContain(
      `${WIRE_LIMITS.gesturePerSecond} a second, ${WIRE_LIMITS.gestureBurst} at once`,
    );
    expect(rows.get('vote')).toContain(`${WIRE_LIMITS.audiencePerSecond} a second`);
    expect(rows.get('vote')).toContain(`${WIRE_LIMITS.audienceBurst} at once`);
    const { budgetBytesPerSecondMin: least, budgetBytesPerSecondMax: most } = WIRE_LIMITS;
    expect(rows.get('view')).toContain(`${thousands(least)}..${thousands(most)}`);
    expect(rule('H10')).toContain(`More than ${WIRE_LIMITS.messagesPerSecondMax} frames in a second`);
    expect(rule('H10')).toContain(`more than ${thousands(WIRE_LIMITS.clientMessageBytesMax)} bytes`);
    expect(table('| option |')[1][1]).toBe(`up to ${WIRE_LIMITS.nameCharactersMax} characters`);
  });

  test('J3: the roster', () => {
    const rows = table('| stage | field |');
    const fieldsOf = (schema: unknown): string[] => {
      const metadata = (schema as { [Symbol.metadata]: Record<string, { name: string }> })[Symbol.metadata];
      return Object.keys(metadata)
        .filter((key) => /^\d+$/.test(key))
        .map((key) => metadata[key].name);
    };
    expect(rows.map((cells) => cells[1]).filter((name) => name !== '')).toEqual(fieldsOf(StageState));
    expect(rows.flatMap((cells) => cells[5].split(', '))).toEqual(fieldsOf(HumanState));
  });

  test('P3 to P12: layout of poses', () => {
    const layers = table('| layer | joints |').map((cells) => cells.map(number));
    expect(layers).toEqual(LAYER_JOINTS.map((joints, layer) => [layer, joints, LAYER_PERIOD_TICKS[layer]]));
    const classes = table('| class | block |').filter(([, name]) => name !== 'unknown');
    expect(classes.map(([number, name]) => [name, Number(number)])).toEqual(Object.entries(BLOCK));
    const header = table('| offset | type | header |');
    expect(number(header.at(-1)![0]) + 4).toBe(HEADER_BYTES);
    expect(header[0][2]).toBe(`version, ${WIRE_LIMITS.version}`);
    expect(header[1][2]).toBe(`skeleton revision, ${WIRE_LIMITS.skeletonRevision}`);
    expect(rule('P4')).toContain(
      `(${thousands(CELL_M * 1000)} cellX, ${thousands(CELL_M * 1000)} cellZ); y from ${thousands(FLOOR_M * 1000)}`,
    );
    expect(rule('P9')).toContain(FACE_PRESETS.join(' '));
    expect(rule('P12')).toContain(`nearer than ${CHOICE.fineReachM} m`);
    const joints = /Joints, in the order of the wire[^`]*`GET[^`]*`\): `([^`]+)`/.exec(spec)?.[1] ?? '';
    const [eight, body, fingers] = joints.split('·').map((names) => names.trim().split(/\s+/));
    expect([...eight, ...body, ...fingers]).toEqual([...HUMAN_JOINTS]);
    expect([eight.length, eight.length + body.length]).toEqual([LAYER_JOINTS[2], LAYER_JOINTS[1]]);
  });

  test('S1 to S6: what a client is sent', () => {
    expect(rule('S1')).toContain(`${thousands(WIRE_LIMITS.budgetBytesPerSecond)} bytes a second`);
    expect(rule('S2')).toContain(
      `within ${CHOICE.reachM[0]} m at full detail with ${CHOICE.heroShare * 100} % of the budget`,
    );
    expect(rule('S2')).toContain(
      `0 to ${CHOICE.reachM[0]} m, 1 to ${CHOICE.reachM[1]} m, 2 to ${CHOICE.reachM[2]} m`,
    );
    expect(CHOICE.heroesMax).toBe(6);
    expect(rule('S3')).toContain(`${SEND.keyBytesMax / 1000} kB`);
    expect(rule('S3')).toContain(`at most ${thousands(WIRE_LIMITS.poseMessageBytesMax)} bytes`);
    expect(rule('S4')).toContain(`more than ${SEND.skipBufferedBytes / 1000} kB unsent`);
    expect(rule('S4')).toContain(
      `shrinks by ${Math.round((1 - SEND.budgetShrink) * 100)} %; after ${SEND.dropAfterTicks} such ticks`,
    );
    expect(rule('S4')).toContain(`over ${SEND.dropBufferedBytes / 1000} kB`);
    expect(rule('S4')).toContain(`by ${SEND.budgetGrowthBytes} every ${SEND.assignTicks} ticks`);
    expect(rule('S4')).toContain(`first time by ${thousands(SEND.budgetStartBytes)}`);
    expect(rule('S6')).toContain(`From ${SEND.pairsFrom} clients on`);
  });

  test('V1 to V3: voices', () => {
    const rows = table('| offset | type | |');
    expect(number(rows.at(-1)![0])).toBe(VOICE_HEADER_BYTES);
    expect(rows.find(([offset]) => offset === '14')?.[2]).toBe(
      `samples here, up to ${thousands(WIRE_LIMITS.voiceSamplesMax)}`,
    );
    expect(rule('V3')).toContain(`at most ${VOICE_SEND.leadMs / 1000} s ahead`);
    expect(rule('V3')).toContain(`within ${VOICE_SEND.earshotM} m`);
    expect(table('| first byte |').find(([byte]) => byte.includes('BYTES'))?.[2]).toContain(
      `${BYTES_TYPE.pose} poses, ${BYTES_TYPE.voice} voices`,
    );
  });

  test('N2: the table of senses', () => {
    const rows = table('| modality |');
    expect(rows.map(([name]) => name)).toEqual([...MODALITIES]);
    for (const [name, bytes, hz, burst, ttl, road, storable] of rows) {
      const limit = SENSE_LIMITS[name as keyof typeof SENSE_LIMITS];
      const said = {
        bytesMax: number(bytes),
        hzMax: number(hz),
        burst: number(burst),
        ttlMs: number(ttl.replace(' s', '')) * 1000,
        road,
        storable: storable === 'yes',
      };
      expect({ ...limit, consent: undefined }, name).toEqual({ ...said, consent: undefined });
    }
  });

  test('every file that it names is there', () => {
    const links = [...spec.matchAll(/\]\(([^)#]+)\)/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(4);
    for (const link of links) expect(existsSync(new URL(link, new URL(`file://${path}`))), link).toBe(true);
  });
});

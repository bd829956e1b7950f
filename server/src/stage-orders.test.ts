import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { stageOrders } from './stage-orders.ts';

const folder = mkdtempSync(join(tmpdir(), 'troupe-orders-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const hall = file('hall.yaml', 'show: a\nstage: studio-hall\nbroken: [');
const plaza = file('plaza.yaml', 'show: b\n');
const attic = file('attic.yaml', 'show: c\nstage: "attic"\n');
const doors = file('doors.yaml', 'stage: studio-hall\nosc: {out: [{port: 9000}]}\n');
const TWO = ['--stage', 'plaza,studio-hall:4'];
const orders = (...args: string[]) => stageOrders(readConfig([...TWO, ...args], {}));

test('shows and bridges go to the stage they name, in whatever state; a record each', () => {
  const record = join(folder, 'run.jsonl.gz');
  const [first, second] = orders('--show', hall, '--show', plaza, '--bridges', doors, '--record', record);
  expect(first).toMatchObject({
    wish: { id: 'plaza' },
    show: plaza,
    record: join(folder, 'run.plaza.jsonl.gz'),
  });
  expect(first.bridging).toBeUndefined();
  expect(second).toMatchObject({
    wish: { id: 'studio-hall', performers: 4 },
    show: hall,
    bridging: { stage: 'studio-hall' },
    record: join(folder, 'run.studio-hall.jsonl.gz'),
  });
});

test('one stage keeps the name of its record; a show of a stage that is not served goes to the first, which tells', () => {
  const [only] = stageOrders(readConfig(['--record', 'run.gz', '--show', attic], {}));
  expect(only).toMatchObject({ record: 'run.gz', show: attic });
});

test('two shows for one stage, and bridges for one that is not served, are refused', () => {
  expect(() => orders('--show', plaza, '--show', attic)).toThrow(
    /"plaza" has .*plaza\.yaml already.*one show/,
  );
  const wrong = file('wrong.yaml', 'stage: attic\nosc: {out: [{port: 9000}]}\n');
  expect(() => orders('--bridges', wrong)).toThrow(
    /"attic" is not served here; served are plaza, studio-hall/,
  );
});

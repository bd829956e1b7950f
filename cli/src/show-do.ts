import { parseArgs } from 'node:util';
import { askShow } from './show-operator.ts';

const PLAIN = ['play', 'pause', 'go', 'stop', 'panic'];
const WITH_NUMBER = ['seek', 'rate'];

/** `troupe show do go|play|pause|stop|panic|seek SECONDS|rate R [--stage ID] [--url URL]`: what an operator asks of the show on a served stage. */
export async function run(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { url: { type: 'string' }, stage: { type: 'string' } },
  });
  const [what, value] = positionals;
  const known = [...PLAIN, ...WITH_NUMBER].join(', ');
  if (!PLAIN.includes(what) && !WITH_NUMBER.includes(what))
    throw new Error(`say one of ${known}, not "${what ?? ''}"`);
  if (WITH_NUMBER.includes(what) && !Number.isFinite(Number(value)))
    throw new Error(`${what} needs a number`);
  await askShow(values, `/${what}${WITH_NUMBER.includes(what) ? `?value=${Number(value)}` : ''}`, '');
  console.log(`${what}: told`);
  return 0;
}

// Write the joints of one performer as CSV, one row a picture at 20 Hz: stage time (ms), hips (m), 52 quaternions.
//   node client-sdk/examples/04-joints-to-csv.ts [http://localhost:2567] [tilda] [seconds] > joints.csv
import { HUMAN_JOINTS } from '@troupe/avatars/skeleton';
import { StageClient } from '@troupe/client-sdk';

const [url = 'http://localhost:2567', bodyId = 'tilda', seconds = '5'] = process.argv.slice(2);
const client = new StageClient({ url });
await client.connect();

const columns = HUMAN_JOINTS.flatMap((joint) => ['x', 'y', 'z', 'w'].map((axis) => `${joint}.${axis}`));
console.log(['stageMs', 'hips.px', 'hips.py', 'hips.pz', ...columns].join(','));
const timer = setInterval(() => {
  const entry = [...client.roster.values()].find((one) => one.kind === 'performer' && one.bodyId === bodyId);
  const stageMs = client.stageMs();
  const body = client.sampler.sample(stageMs).find((one) => one.netId === entry?.netId);
  if (!body?.ready) return;
  const row = [stageMs.toFixed(0), ...[...body.hips, ...body.joints].map((value) => value.toFixed(5))];
  console.log(row.join(','));
}, 50);
setTimeout(async () => {
  clearInterval(timer);
  await client.leave();
}, Number(seconds) * 1000);

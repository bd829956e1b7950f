// Watch Tilda. With a stage running (npm start): node client-sdk/examples/01-watch-tilda.ts [http://localhost:2567]
import { StageClient } from '@troupe/client-sdk';

const client = new StageClient({ url: process.argv[2] ?? 'http://localhost:2567' });
client.on('event', ({ netId, kind, text }) => console.log(client.roster.get(netId)?.name.en, kind, text));
await client.connect();
const timer = setInterval(() => {
  const tilda = [...client.roster.values()].find((person) => person.bodyId === 'tilda');
  const body = client.sampler.sample(client.stageMs()).find((one) => one.netId === tilda?.netId);
  if (body?.ready)
    console.log('Tilda stands at', [...body.hips].map((metres) => metres.toFixed(2)).join(', '));
}, 500);
process.once('SIGINT', async () => {
  clearInterval(timer);
  await client.leave();
});

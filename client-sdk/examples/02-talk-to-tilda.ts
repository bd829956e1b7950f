// Step onto the stage, walk to Tilda, say something, print her answer, leave. With a stage running (npm start):
//   node client-sdk/examples/02-talk-to-tilda.ts [http://localhost:2567] ["Hello Tilda, who are you?"]
import { StageClient } from '@troupe/client-sdk';

const [url = 'http://localhost:2567', line = 'Hello Tilda, who are you?'] = process.argv.slice(2);
const NEAR_M = 1.8;
const TIMEOUT_MS = 60_000;

const client = new StageClient({ url, name: 'Mina', bodyId: 'tilda', locale: 'en' });
let me = { x: 0, z: 0, vx: 0, vz: 0 };
client.on('own', (own) => {
  me = own;
});
const { netId: myId } = await client.connect();

/** Where Tilda, the performer, is now. */
function tilda(): { netId: number; x: number; z: number } | undefined {
  const entry = [...client.roster.values()].find((one) => one.kind === 'performer' && one.bodyId === 'tilda');
  const body = client.sampler.sample(client.stageMs()).find((one) => one.netId === entry?.netId);
  return entry && body?.ready ? { netId: entry.netId, x: body.hips[0], z: body.hips[2] } : undefined;
}

let said = false;
const answer = new Promise<void>((resolve, reject) => {
  client.on('event', (event) => {
    if (event.kind !== 'say' || event.netId === myId) return;
    console.log(`${client.roster.get(event.netId)?.name.en}: ${event.text}`);
    // She may greet before she is spoken to; what comes after our line is the answer.
    if (said) resolve();
  });
  setTimeout(() => reject(new Error(`nobody answered in ${TIMEOUT_MS / 1000} s`)), TIMEOUT_MS).unref();
});

let blockedTicks = 0;
const walk = setInterval(() => {
  const goal = tilda();
  if (!goal) return;
  const [dx, dz] = [goal.x - me.x, goal.z - me.z];
  const gap = Math.hypot(dx, dz);
  const going = gap > NEAR_M;
  // A bench in the way: go sideways for a second.
  if (going && Math.hypot(me.vx, me.vz) < 0.3) blockedTicks += 1;
  else if (blockedTicks < 10) blockedTicks = 0;
  const aside = blockedTicks >= 10 ? 1.2 : 0;
  if (aside > 0 && ++blockedTicks > 30) blockedTicks = 0;
  const heading = Math.atan2(dx, dz) + aside;
  const speed = going ? 1 : 0;
  client.sendInput({ moveX: Math.sin(heading) * speed, moveZ: Math.cos(heading) * speed, hurry: gap > 6 });
  if (going || said) return;
  said = true;
  client.say(line);
  console.log(`Mina: ${line}`);
}, 50);

try {
  await answer;
} finally {
  clearInterval(walk);
  await client.leave();
}

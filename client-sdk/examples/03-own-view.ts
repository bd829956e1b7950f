// A view of your own in 40 lines: your page, your camera, our people. Open 03-own-view.html as it says; the address may
// carry ?server=http://host:2567 (that server must allow this page: ORIGINS=http://localhost:5173 npm start).
import { StageClient } from '@troupe/client-sdk';
import { parseStageFile } from '@troupe/client-sdk/protocol';
import { StageView } from '@troupe/client-sdk/three';

const url = new URLSearchParams(location.search).get('server') ?? 'http://localhost:2567';
const canvas = document.querySelector('canvas')!;
const stageUrl = `${url}/assets/stages/plaza/stage.json`;
const stage = parseStageFile(await (await fetch(stageUrl)).json(), stageUrl);
const view = new StageView({ canvas, stage, assetsUrl: `${url}/assets` });
const client = new StageClient({ url });

client.on('join', ({ netId, bodyId, name, kind }) => {
  view.addPerson(netId, { bodyId, name: name.en, kind });
  if (bodyId === 'tilda') view.subject = { netId };
});
client.on('leave', ({ netId }) => view.removePerson(netId));
await client.connect();

const fit = (): void => view.resize(innerWidth, innerHeight, devicePixelRatio);
addEventListener('resize', fit);
fit();

let last = performance.now();
requestAnimationFrame(function draw(nowMs) {
  const dtS = (nowMs - last) / 1000;
  last = nowMs;
  for (const body of client.sampler.sample(client.stageMs())) view.pose(body, dtS);
  for (const [index, { position, rotation }] of client.props) view.setProp(index, position, rotation);
  view.rig.yaw += dtS * 0.1;
  view.render(dtS);
  requestAnimationFrame(draw);
});

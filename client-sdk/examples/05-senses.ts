// Four senses of a guest: voice activity, heart rate, gaze and files. Open 05-senses.html as it says; the address may carry
// ?server=http://host:2567 (that server must allow this page: ORIGINS=http://localhost:5173 npm start).
import { StageClient } from '@troupe/client-sdk';
import { dropFile, heartRate, voiceActivity } from '@troupe/client-sdk/senses';

const url = new URLSearchParams(location.search).get('server') ?? 'http://localhost:2567';
const log = document.querySelector('#log')!;
const write = (line: unknown): void => log.append(`${line instanceof Error ? line.message : line}\n`);
const on = (selector: string, act: (button: HTMLButtonElement) => Promise<unknown> | unknown): void => {
  for (const button of document.querySelectorAll<HTMLButtonElement>(selector))
    button.addEventListener('click', () => Promise.resolve(act(button)).catch(write));
};

const client = new StageClient({ url, name: 'Mina', bodyId: 'tilda' });
client.on('event', (event) => write(`${client.roster.get(event.netId)?.name.en}: ${event.text}`));
client.on('senseRefused', ({ message }) => write(message));
await client.connect();

on('#mic', () => voiceActivity(client, (speaking) => write(speaking ? '… you speak' : '… you are silent')));
on('#heart', () => heartRate(client, ({ bpm }) => write(`${bpm} beats a minute`)));
on('.look', (button) => client.sense('gaze', { target: button.value }));
on('#ask', () => client.say('Tilda, what is this?'));

const drop = document.querySelector<HTMLElement>('#drop')!;
drop.addEventListener('dragover', (event) => event.preventDefault());
drop.addEventListener('drop', (event) => {
  event.preventDefault();
  const [file] = event.dataTransfer?.files ?? [];
  if (file) dropFile(client, file).then(() => write(`held out ${file.name}`), write);
});

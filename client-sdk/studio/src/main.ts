import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';

// Pages that few open come when they are opened: an editor or a body's workshop is no weight for who watches.
const PAGES = {
  '#gallery': () => import('./gallery/Gallery.svelte'),
  '#body': () => import('./body/BodyPage.svelte'),
  '#desk': () => import('./desk/DeskPage.svelte'),
  '#mind': () => import('./mind/MindPage.svelte'),
} as const;
const pageAt = () =>
  Object.keys(PAGES).find((hash) => location.hash.startsWith(hash)) as keyof typeof PAGES | undefined;
const shown = pageAt();
const target = document.getElementById('app')!;
if (shown) void PAGES[shown]().then(({ default: page }) => mount(page, { target }));
else mount(App, { target });
addEventListener('hashchange', () => {
  if (pageAt() !== shown) location.reload();
});

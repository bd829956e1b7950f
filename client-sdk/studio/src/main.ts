import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import BodyPage from './body/BodyPage.svelte';
import Gallery from './gallery/Gallery.svelte';

const PAGES = { '#gallery': Gallery, '#body': BodyPage } as const;
const page = () => Object.entries(PAGES).find(([hash]) => location.hash.startsWith(hash))?.[1] ?? App;
const shown = page();
mount(shown, { target: document.getElementById('app')! });
addEventListener('hashchange', () => {
  if (page() !== shown) location.reload();
});

import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './app.css';
import { mount } from 'svelte';

const target = document.getElementById('app')!;
const gallery = location.hash.startsWith('#gallery');
// Each page is loaded alone: the stage needs no gallery, the gallery no stage.
const { default: Page } = await (gallery ? import('./gallery/Gallery.svelte') : import('./App.svelte'));
mount(Page, { target });
addEventListener('hashchange', () => {
  if (location.hash.startsWith('#gallery') !== gallery) location.reload();
});

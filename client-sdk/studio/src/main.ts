import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './app.css';
import { mount } from 'svelte';
import App from './App.svelte';
import Gallery from './gallery/Gallery.svelte';

const isGallery = (): boolean => location.hash.startsWith('#gallery');
const shown = isGallery();
mount(shown ? Gallery : App, { target: document.getElementById('app')! });
addEventListener('hashchange', () => {
  if (isGallery() !== shown) location.reload();
});

import { render } from 'preact';
import { App } from './app.tsx';

const root = document.getElementById('board');
if (root) render(<App />, root);

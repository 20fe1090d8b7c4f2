import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
// Bundled, so that pages look the same on a machine without these fonts and without internet: Latin and figures, then Chinese by unicode-range.
import '@fontsource/barlow-semi-condensed/latin-400.css';
import '@fontsource/barlow-semi-condensed/latin-500.css';
import '@fontsource/barlow-semi-condensed/latin-600.css';
import '@fontsource-variable/noto-sans-sc/index.css';
import './styles/mantine.css';
import './styles/tokens.css';
import './styles/global.css';
import { App } from './app';
import { startI18n } from './i18n/i18n';

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');
await startI18n();
createRoot(container).render(
  <StrictMode>
    <App />
  </StrictMode>,
);

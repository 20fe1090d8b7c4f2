import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import './styles/fonts.css';
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

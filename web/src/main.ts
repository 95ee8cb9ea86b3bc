/** The composition root: the only place that makes the parts and hands them down. */
import { mount } from 'svelte';
import App from './App.svelte';
import { Session } from './api/session.svelte';
import { Surroundings } from './api/surroundings.svelte';
import { listenToKeys } from './commands/commands.svelte';
import { Mirror } from './live/mirror.svelte';
import { currentPath, startRouter } from './navigation/router.svelte';
import { pageAt } from './routes';
import './styles/base.css';
import { restoreTheme } from './ui/theme.svelte';
import { keptLanguage, setLanguage } from './words';

const RECHECK_MS = 10_000; // whoever is not let in is not asked about more often

function start(target: HTMLElement): void {
  restoreTheme();
  const session = new Session();
  let checkedAt = -Infinity;
  const mirror = new Mirror({
    refused: (isCertain) => {
      if (isCertain) {
        session.ended();
        return;
      }
      // A browser does not say why a WebSocket was refused: the session may be over.
      if (performance.now() - checkedAt < RECHECK_MS) return;
      checkedAt = performance.now();
      session.check().catch(() => undefined); // without an answer nothing is known
    },
  });
  window.addEventListener('online', () => mirror.hurry());
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) mirror.hurry();
  });
  const tell = (error: unknown) =>
    void import('./api/page_errors').then((told) => told.tellPageError(error, pageAt(currentPath())?.path)).catch(() => undefined);
  window.addEventListener('error', (event) => tell(event.error));
  window.addEventListener('unhandledrejection', (event) => tell(event.reason));
  startRouter();
  listenToKeys(window);
  const language = keptLanguage();
  if (language !== 'pl') setLanguage(language).catch(() => undefined); // Polish stays
  mount(App, { target, props: { session, mirror, surroundings: new Surroundings() } });
}

const target = document.getElementById('app');
if (target) start(target);

// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Overlay, daysOf } from '../../../src/scenario/overlay/overlay.svelte';
import type { OverlayApi, ScenarioCallers, ScenarioPassages } from '../../../src/scenario/overlay/overlay_api';
import OverlayPanel from '../../../src/scenario/overlay/OverlayPanel.svelte';
import { choose, press, rows, seen, settled, show } from '../../support/mounted';

const node = (name: string, calls: number, hung_up: number) => ({ node: name, calls, entered: calls, hung_up, over: 0, stay_median: 9, stay_p90: 75 });
const FOUND: ScenarioPassages = {
  whole: node('', 1200, 180),
  nodes: [node('menu', 1200, 30), node('kolejka', 900, 150), node('karta', 300, 0)],
  edges: [{ node: 'menu', next: 'kolejka', walked: 900 }],
  versions: [
    { version: 3, calls: 400, hung_up: 80 },
    { version: 2, calls: 800, hung_up: 100 },
  ],
  complete_until: '2026-11-25T06:00:05Z',
};
const NOW: ScenarioCallers = {
  at: '2026-11-25T08:00:00Z',
  nodes: [
    { version: 2, node: 'kolejka', callers: 2 },
    { version: 3, node: 'kolejka', callers: 1 },
    { version: 3, node: 'karta/pin', callers: 1 },
  ],
  others: 0,
};

class Fake implements OverlayApi {
  readonly asked: unknown[] = [];
  looks = 0;
  isAway = false;
  now = NOW;
  constructor(private readonly found: ScenarioPassages = FOUND) {}
  passages = async (...of: unknown[]) => (this.asked.push(of), this.found);
  callers = async () => {
    this.looks += 1;
    if (this.isAway) throw new TypeError('away');
    return this.now;
  };
}

const shown: string[] = [];
async function panel(api: Fake, mayOpenCalls = true): Promise<Overlay> {
  const overlay = new Overlay('linia-9510', api);
  const kindOf = (name: string) => (name === 'karta/pin' ? null : 'Menu');
  await show(OverlayPanel, { overlay, kindOf, onshow: (name: string) => shown.push(name), mayOpenCalls });
  return overlay;
}
const plain = () => rows().map((row) => row.join(' | ').replace(/\u00a0/g, ' '));

beforeEach(() => {
  shown.length = 0;
  vi.useFakeTimers({ now: new Date('2026-11-25T08:00:00Z'), toFake: ['setInterval', 'clearInterval', 'Date', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

it('puts the nodes in which most hung up first, each with its numbers, and leads to the node', async () => {
  await panel(new Fake());
  const [queue, menu] = plain();
  expect(queue).toBe('Węzeł kolejka Menu | Połączenia 900 teraz 3 | Rozłączyli się 150 (16,7 %) 9 s / 1 min 15 s');
  expect(menu).toContain('Rozłączyli się 30 (2,5 %)');
  expect(document.querySelector('.heat')?.className).toContain('heat-3');
  await press('Pokaż węzeł „kolejka”');
  expect(shown).toEqual(['kolejka']);
  expect(seen()).toContain('Rozmówcy teraz 4');
});

it('leads to the calls of a node, of the days and the version that are shown', async () => {
  const overlay = await panel(new Fake());
  overlay.version = 3;
  await settled();
  const links = [...document.querySelectorAll<HTMLAnchorElement>('a')].map((link) => link.getAttribute('href'));
  expect(links).toContain('/calls?from=2026-11-24&to=2026-11-24&scenario=linia-9510&node=kolejka&version=3');
  expect(links).toContain('/calls?from=2026-11-24&to=2026-11-24&scenario=linia-9510&node=kolejka&version=3&hung=1');
  expect(document.querySelector('a')?.getAttribute('aria-label')).toBe('900: wszystkie połączenia węzła „kolejka”');
});

it('opens no calls for who may see none', async () => {
  await panel(new Fake(), false);
  expect(document.querySelectorAll('a')).toHaveLength(0);
});

it('asks for another period and version, and tells the versions side by side', async () => {
  const api = new Fake();
  const overlay = await panel(api);
  expect(api.asked).toEqual([['linia-9510', '2026-11-24', '2026-11-24', null]]);
  await choose('Okres', 'month');
  await choose('Wersja', '3');
  expect(api.asked.at(-1)).toEqual(['linia-9510', '2026-10-28', '2026-11-24', 3]);
  expect(plain().slice(-2)).toEqual(['Wersja 3 | Połączenia 400 | Rozłączyli się 80 (20 %)', 'Wersja 2 | Połączenia 800 | Rozłączyli się 100 (12,5 %)']);
  expect(overlay.live?.get('kolejka')).toBe(1);
});

it('shows where callers are of all or of one version, and a node that is gone from the drawing', async () => {
  await panel(new Fake());
  expect(plain().at(3)).toContain('karta/pin nie ma go w oglądanej wersji | Połączenia 0 teraz 1');
  expect(plain().find((row) => row.startsWith('Węzeł karta Menu'))).toContain('teraz 1');
});

it('asks for callers again while the tab is used, and says when nobody knows where they are', async () => {
  const api = new Fake();
  const overlay = await panel(api);
  const { heat } = overlay;
  vi.advanceTimersByTime(4000);
  await settled();
  expect(api.looks).toBe(3);
  expect(overlay.heat, 'nothing has changed').toBe(heat);
  api.isAway = true;
  vi.advanceTimersByTime(14_000);
  await settled();
  expect(overlay.live).toBeNull();
  expect(seen()).toContain('Nie wiadomo, gdzie są teraz rozmówcy');
  expect(plain()[0]).toContain('Połączenia 900');
});

it('says that no call went through the scenario, and why', async () => {
  const whole = { ...node('', 0, 0), stay_median: null, stay_p90: null };
  const api = new Fake({ whole, nodes: [], edges: [], versions: [], complete_until: null });
  api.now = { ...NOW, nodes: [] };
  await panel(api);
  expect(seen()).toContain('Dane kompletne do nie wiadomo');
  expect(seen()).toContain('W tych dniach żadne połączenie nie szło tym scenariuszem.');
});

it('reckons days by the clocks of Poland', () => {
  const afterMidnight = Date.parse('2026-11-24T23:30:00Z');
  expect(daysOf('today', afterMidnight)).toEqual({ from: '2026-11-25', to: '2026-11-25' });
  expect(daysOf('yesterday', afterMidnight)).toEqual({ from: '2026-11-24', to: '2026-11-24' });
  expect(daysOf('week', afterMidnight)).toEqual({ from: '2026-11-18', to: '2026-11-24' });
});

// @vitest-environment happy-dom
import { flushSync } from 'svelte';
import { expect, it } from 'vitest';
import { loadWords, setLanguage, t } from '../../src/words';

it('says what is loaded in the chosen language, and Polish where there is no other', async () => {
  await setLanguage('en');
  expect([t.holds.title, t.caller.title]).toEqual(['Legal holds', 'The client’s telephone']);
  await setLanguage('uk');
  expect([t.holds.title, t.caller.title]).toEqual(['Blokady prawne', 'Телефон клієнта']);
  await setLanguage('pl');
});

it('loading words does not run anew what loads them', async () => {
  let runs = 0;
  const stop = $effect.root(() => {
    $effect(() => {
      runs += 1;
      void loadWords(['holds']);
    });
  });
  flushSync();
  await loadWords(['holds']);
  flushSync();
  stop();
  expect(runs).toBe(1);
});

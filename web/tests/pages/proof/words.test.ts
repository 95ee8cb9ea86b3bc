import { expect, it } from 'vitest';
import { proof as w } from '../../../src/words/pl/proof';

it('the verdict is one sentence: how many entries, and when they were checked', () => {
  expect(w.intact(214, '8:25')).toBe('Wszystkie 214 wpisów nienaruszone, sprawdzono 8:25.');
  expect(w.intact(3, '30.11.2026, 3:00')).toBe('Wszystkie 3 wpisy nienaruszone, sprawdzono 30.11.2026, 3:00.');
  expect(w.intact(1, '8:25')).toBe('Jedyny wpis jest nienaruszony, sprawdzono 8:25.');
  expect(w.intact(0, '')).toBe('Nie ma jeszcze wpisów.');
});

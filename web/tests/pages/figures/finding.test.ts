import { expect, it } from 'vitest';
import type { Subject } from '../../../src/data/dictionary.svelte';
import { matching } from '../../../src/pages/figures/finding';

const metric = (key: string, title: string, formula: string) => ({ key, title, formula }) as Subject['metrics'][number];
const subjects: Subject[] = [
  { subject: 'Czekanie', metrics: [metric('asa', 'Średni czas do odebrania', 'suma czekania odebranych / odebrane')] },
  { subject: 'Połączenia', metrics: [metric('offered', 'Zgłoszone do kolejki', 'odebrane + porzucone'), metric('calls', 'Połączenia', 'liczba')] },
];
const keys = (sought: string) => matching(subjects, sought).flatMap((subject) => subject.metrics.map((each) => each.key));

it('finds by title, key and formula, without Polish signs, too', () => {
  expect(keys('SREDNI')).toEqual(['asa']);
  expect(keys('polaczenia')).toEqual(['calls']);
  expect(keys('odebrane porzucone')).toEqual(['offered']);
  expect(keys('asa')).toEqual(['asa']);
  expect(keys('  ')).toEqual(['asa', 'offered', 'calls']);
  expect(matching(subjects, 'asa')).toHaveLength(1);
  expect(keys('nothing of it')).toEqual([]);
});

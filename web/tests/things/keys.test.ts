import { expect, it } from 'vitest';
import { keyOf } from '../../src/things/keys';

it('makes keys of names, without Polish letters, and never one that is taken', () => {
  expect(keyOf('Narada z kierownikiem', [])).toBe('narada_z_kierownikiem');
  expect(keyOf(' Łączność (próba 2)! ', [])).toBe('lacznosc_proba');
  expect(keyOf('narada', ['narada'])).toBe('narada_a');
  expect(keyOf('narada', ['narada', 'narada_a'])).toBe('narada_b');
  expect(keyOf('ZUS Oddział w Białymstoku, II piętro', [], '-', 60)).toBe('zus-oddzial-w-bialymstoku-ii-pietro');
  expect(keyOf('112', [], '-', 60)).toBe('112');
});

it('always makes a key that the web service takes', () => {
  for (const name of ['112', '—', 'ż'.repeat(60), 'Ź'.repeat(60)]) expect(keyOf(name, [])).toMatch(/^[a-z_]{1,40}$/);
  const taken = [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => `narada_${letter}`);
  expect(keyOf('narada', ['narada', ...taken])).toBe('narada_aa');
  expect(keyOf('Filia w Stawiskach'.repeat(9), [], '-', 60)).toMatch(/^[a-z0-9-]{1,60}$/);
});

import { expect, it } from 'vitest';
import { merged, NO_FIELDS } from '../../../src/pages/desk/entry_fields';

const base = { ...NO_FIELDS, note: 'Pyta o szkolenie.' };

it('joins what two have changed in different fields', () => {
  const mine = { ...base, note: 'Pyta o szkolenie i staż.' };
  const theirs = { ...base, outcome: 'informed' as const };
  expect(merged(base, mine, theirs)).toEqual({ ...mine, outcome: 'informed' });
});

it('takes the same change of both as one', () => {
  const both = { ...base, topic: 'unemployed' };
  expect(merged(base, both, both)).toEqual(both);
});

it('does not choose where both have changed a field otherwise', () => {
  expect(merged(base, { ...base, note: 'A' }, { ...base, note: 'B' })).toBeNull();
});

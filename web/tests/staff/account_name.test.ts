import { expect, it } from 'vitest';
import { accountNameOf, isAccountName, SuggestedName } from '../../src/staff/account_name.svelte';

it('makes a name of an account out of one of a person, which the web service takes', () => {
  expect(accountNameOf('Anna Nowak-Żółć')).toBe('a.nowak-zolc');
  expect(accountNameOf('Łucja')).toBe('lucja');
  expect(accountNameOf('日本')).toBe('');
  expect(isAccountName('A.Nowak')).toBe(false);
});

it('follows the name of the person until it is typed itself', () => {
  const [person, account] = [{ value: 'Ewa Łoś' }, { value: '' }];
  const suggested = new SuggestedName(person, account);
  suggested.begin(true);
  suggested.suggest();
  expect(account.value).toBe('e.los');
  suggested.isTyped();
  account.value = 'ewa';
  person.value = 'Ewa Kos';
  suggested.suggest();
  expect(account.value).toBe('ewa');
});

// @vitest-environment happy-dom
import { expect, it } from 'vitest';
import TableFile from '../../src/market_files/TableFile.svelte';
import type { TableFileApi, TableTaken } from '../../src/market_files/table_file_api';
import { button, field, press, rows, seen, settled, show } from '../support/mounted';

const FOUND: TableTaken = {
  ...{ is_trial: true, new: 2, changed: 1, same: 0, rejected: 1 },
  lines: [{ line: 2, title: 'Spawacz, Kolno', becomes: 'new' }],
  rejects: [{ line: 5, column: 'nip', reason_pl: 'nie zgadza się cyfra kontrolna' }],
};

class FakeFiles implements TableFileApi {
  asked: unknown[][] = [];
  found = FOUND;
  async send(...given: [string, File, boolean]) {
    this.asked.push([given[0], given[1].name, given[2]]);
    return { ...this.found, is_trial: given[2] };
  }
}

async function choose(name: string) {
  const input = field('Plik CSV');
  Object.defineProperty(input, 'files', { configurable: true, value: { item: () => new File(['x'], name) } });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

it('tries the file, says what becomes of each row, and takes it by a second press', async () => {
  const api = new FakeFiles();
  const said: string[] = [];
  await show(TableFile, { kind: 'offers' as const, api, ontaken: (words: string) => said.push(words) });
  await press('Wczytaj z pliku');
  await press('Sprawdź plik');
  expect(api.asked).toEqual([]);
  await choose('oferty.csv');
  await press('Sprawdź plik');
  expect(api.asked).toEqual([['offers', 'oferty.csv', true]]);
  expect(rows().flat()).toEqual(expect.arrayContaining([expect.stringContaining('nie zgadza się cyfra kontrolna'), expect.stringContaining('Spawacz, Kolno')]));
  await press('Wczytaj: 3 pozycje');
  expect(api.asked.at(-1)).toEqual(['offers', 'oferty.csv', false]);
  expect(said).toEqual(['Wczytano: 3 pozycje; pominięto: 1.']);
});

it('another file is tried anew, and one that changes nothing is not sent', async () => {
  const api = new FakeFiles();
  await show(TableFile, { kind: 'fairs' as const, api, ontaken: () => undefined });
  await press('Wczytaj z pliku');
  await choose('jeden.csv');
  await press('Sprawdź plik');
  api.found = { ...FOUND, new: 0, changed: 0, same: 3 };
  await choose('drugi.csv');
  await press('Sprawdź plik');
  expect(api.asked.at(-1)).toEqual(['fairs', 'drugi.csv', true]);
  expect(seen()).toContain('Plik niczego nie zmienia.');
  expect(() => button('Wczytaj: 0 pozycji')).toThrow();
});

// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/errors';
import Exports from '../../../src/pages/exports/Exports.svelte';
import { sumOf, type Export } from '../../../src/pages/exports/exports_api';
import { button, press, rows, seen, settled, show, type } from '../../support/mounted';

const SUM = 'ab'.repeat(32);
const MADE: Export = {
  id: 'export-1',
  office: '20060',
  kind: 'contacts',
  made_at: '2026-11-25T01:00:00Z',
  rows: 12,
  sha256: SUM,
  signature: 'c2lnbmF0dXJl',
  fetched_at: null,
  fetched_by: null,
  confirmed_at: null,
};
const FETCHED: Export = { ...MADE, id: 'export-2', kind: 'ninety_day', fetched_at: '2026-11-25T08:00:00Z', fetched_by: 'kierownik-20060' };
const CONFIRMED: Export = { ...FETCHED, id: 'export-3', kind: 'corrections', confirmed_at: '2026-11-25T09:00:00Z' };

type Asked = [what: string, ...rest: unknown[]][];

function fakes(asked: Asked, { isAsked = false, confirm }: { isAsked?: boolean; confirm?: () => Promise<Export> } = {}) {
  return {
    api: {
      list: async (office: string, _after: string | null, told: (is: boolean) => void) => {
        told(isAsked);
        asked.push(['list', office]);
        return { rows: [MADE, FETCHED, CONFIRMED], after: null };
      },
      ask: async () => void asked.push(['ask']),
      file: async (id: string) => (asked.push(['file', id]), new Blob(['id;ext_id'])),
      confirm: async (id: string, sum: string) => (asked.push(['confirm', id, sum]), confirm ? confirm() : { ...MADE, confirmed_at: '2026-11-25T10:00:00Z' }),
      key: async () => (asked.push(['key']), '-----BEGIN PUBLIC KEY-----'),
    },
  };
}

it('says of each file where it is, and what each state means', async () => {
  await show(Exports, fakes([]), '/exports');
  const [made, fetched, confirmed] = rows().map((cells) => cells.join(' '));
  expect(made).toContain('Notatki z rozmów');
  expect(made).toContain('czeka na pobranie');
  expect(fetched).toContain('pobrał(a): kierownik-20060');
  expect(confirmed).toContain('potwierdzono 25.11.2026');
  expect(confirmed).not.toContain('Potwierdź przyjęcie');
  expect(seen()).toContain('Urząd potwierdził sumą kontrolną, że ma dokładnie ten plik.');
});

it('asks for files now, and says that they are being made', async () => {
  const asked: Asked = [];
  await show(Exports, fakes(asked), '/exports');
  await press('Przygotuj teraz');
  expect(asked).toContainEqual(['ask']);
  expect(seen()).toContain('Pliki są zlecone i właśnie powstają.');
});

it('says also to whoever comes later that files are being made', async () => {
  await show(Exports, fakes([], { isAsked: true }), '/exports');
  expect(seen()).toContain('Pliki są zlecone i właśnie powstają.');
});

it('fetches a file, and reads the list anew', async () => {
  const asked: Asked = [];
  await show(Exports, fakes(asked), '/exports?office=20060');
  const saved = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => undefined);
  await press('Pobierz: Notatki z rozmów, 25.11.2026, 2:00');
  await settled();
  expect(asked).toEqual([
    ['list', '20060'],
    ['file', 'export-1'],
    ['list', '20060'],
  ]);
  expect(saved).toHaveBeenCalledOnce();
  saved.mockRestore();
  expect(seen()).toContain('W dzienniku dostępu jest o tym wpis');
});

it('confirms by the sum, and takes no other text for one', async () => {
  const asked: Asked = [];
  await show(Exports, fakes(asked), '/exports');
  await press('Potwierdź przyjęcie: Notatki z rozmów, 25.11.2026, 2:00');
  await press('Potwierdź przyjęcie pliku');
  expect(seen()).toContain('Prosimy wypełnić to pole.');
  await type('Albo suma kontrolna SHA-256', 'abc');
  await press('Potwierdź przyjęcie pliku');
  expect(seen()).toContain('To nie jest suma SHA-256');
  await type('Albo suma kontrolna SHA-256', SUM.toUpperCase());
  await press('Potwierdź przyjęcie pliku');
  expect(asked.at(-1)).toEqual(['confirm', 'export-1', SUM]);
  expect(seen()).toContain('Potwierdzono: urząd ma ten plik.');
});

it('says when it was another file', async () => {
  const confirm = () => Promise.reject(new ApiError('other_file', 'Suma kontrolna nie jest sumą tego pliku.'));
  await show(Exports, fakes([], { confirm }), '/exports');
  await press('Potwierdź przyjęcie: Notatki z rozmów, 25.11.2026, 2:00');
  await type('Albo suma kontrolna SHA-256', SUM);
  await press('Potwierdź przyjęcie pliku');
  expect(seen()).toContain('Suma kontrolna nie jest sumą tego pliku.');
  expect(button('Potwierdź przyjęcie pliku').disabled).toBe(false);
});

it('asks for the key only when somebody wants to see it', async () => {
  const asked: Asked = [];
  await show(Exports, fakes(asked), '/exports');
  expect(asked).not.toContainEqual(['key']);
  const details = [...document.querySelectorAll('details')].at(-1)!;
  details.open = true;
  details.dispatchEvent(new Event('toggle'));
  await settled();
  expect(seen()).toContain('-----BEGIN PUBLIC KEY-----');
});

it('reckons the sum of a file as everybody does', async () => {
  expect(await sumOf(new Blob(['abc']))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';
import PeopleFile from '../../../src/pages/people_file/PeopleFile.svelte';
import { webPeopleFileApi, type Checked, type Person } from '../../../src/pages/people_file/people_file_api';
import { button, field, press, rows, seen, settled, show } from '../../support/mounted';

const ANNA: Person = {
  line: 2,
  username: 'a.los',
  display_name: 'Anna Łoś',
  role: 'consultant',
  office: '20060',
  queues: ['20000'],
  skills: { employer: 3 },
  has_telephone: true,
  becomes: 'hired',
  waits_for_clients: true,
};
const JAN: Person = { ...ANNA, line: 3, username: 'j.lis', display_name: 'Jan Lis', becomes: 'there', waits_for_clients: false };

async function choose(file: File) {
  const input = field('Plik CSV');
  Object.defineProperty(input, 'files', { value: Object.assign([file], { item: () => file }), configurable: true });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

const FILE = new File(['imię i nazwisko;…'], 'osoby.csv');

function fakes(asked: string[], found: Checked) {
  return {
    api: {
      check: async (file: File) => (asked.push(`check ${file.name}`), found),
      make: async (file: File) => (asked.push(`make ${file.name}`), found),
    },
  };
}

it('tells every fault with line and column, and offers nothing then', async () => {
  const asked: string[] = [];
  const faults = [
    { line: 0, column: '', message: 'Plik może mieć najwyżej 300 osób.' },
    { line: 7, column: 'urząd', message: 'Nie ma czynnego urzędu „20999”.' },
  ];
  await show(PeopleFile, fakes(asked, { people: [ANNA], faults }), '/consultants/many');
  await press('Sprawdź plik');
  expect(asked).toEqual([]);
  await choose(FILE);
  await press('Sprawdź plik');
  expect(seen()).toContain('znaleźliśmy 2 błędy. Nic nie zostało zapisane.');
  expect(rows()).toEqual([
    ['Linia cały plik', 'Kolumna', 'Co jest źle Plik może mieć najwyżej 300 osób.'],
    ['Linia 7', 'Kolumna urząd', 'Co jest źle Nie ma czynnego urzędu „20999”.'],
  ]);
  expect(() => button('Dodaj 1 osobę')).toThrow();
});

it('shows what will happen, does it in one confirmed act, and lists the accounts for paper', async () => {
  const asked: string[] = [];
  await show(PeopleFile, fakes(asked, { people: [ANNA, JAN], faults: [] }), '/consultants/many');
  await choose(FILE);
  await press('Sprawdź plik');
  expect(seen()).toContain('Dodamy 1 osobę, a 1 osobę pominiemy');
  expect(seen()).toContain('1 konsultant poczeka, aż potwierdzi go kierownik urzędu');
  expect(rows()[0]?.join()).toContain('nowy konsultant');
  await press('Dodaj 1 osobę');
  expect(asked).toEqual(['check osoby.csv']);
  await press('Dodaj');
  expect(asked).toEqual(['check osoby.csv', 'make osoby.csv']);
  expect(seen()).toContain('Dodano 1 osobę.');
  const print = vi.fn();
  vi.stubGlobal('print', print);
  window.print = print;
  await press('Drukuj listę');
  expect(print).toHaveBeenCalledOnce();
});

it('offers nothing where everybody is there already', async () => {
  await show(PeopleFile, fakes([], { people: [JAN], faults: [] }), '/consultants/many');
  await choose(FILE);
  await press('Sprawdź plik');
  expect(seen()).toContain('już tu są');
  expect(document.querySelectorAll('button')).toHaveLength(1 + document.querySelectorAll('dialog button').length);
});

it('sends the bytes as they are', async () => {
  const bodies: unknown[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    bodies.push(await request.json());
    return Response.json({ people: [], faults: [] });
  });
  await webPeopleFileApi.check(new File([new Uint8Array([0xb3, 0x3b, 0x0a])], 'osoby.csv'));
  expect(bodies).toEqual([{ file: 'szsK' }]);
});

import { plural } from '../plural';

const lines = { one: 'wiersz', few: 'wiersze', many: 'wierszy' };
const people = { one: 'osoba', few: 'osoby', many: 'osób' };

/** Imports from the office system. */
export const imports = {
  title: 'Importy z systemu urzędu',
  none: {
    what: 'Tu jest każde wczytanie danych klientów z systemu urzędu.',
    why: 'Nie było jeszcze importów. Dostarczone wyciągi są wczytywane co noc.',
    step: 'Aby nie czekać, prosimy użyć przycisku „Uruchom import teraz”.',
  },
  kind: 'Rodzaj',
  kinds: { full: 'pełny', delta: 'zmiany' },
  extractAt: 'Stan danych na',
  began: 'Rozpoczęcie',
  took: 'Czas',
  rejectedRows: 'Odrzucone wiersze',
  askedBy: 'Zlecił',
  nightly: 'nocny',
  states: {
    waiting: 'czeka',
    reading: 'czytanie plików',
    checking: 'sprawdzanie',
    writing: 'zapisywanie',
    done: 'zakończony',
    refused: 'odrzucony',
    quarantined: 'wstrzymany do decyzji',
    failed: 'nieudany',
  },
  progressOf: (office: string) => `Postęp importu: ${office}`,
  begin: {
    act: 'Uruchom import teraz',
    title: 'Uruchomić import teraz?',
    source: 'Skąd',
    delivered: 'wyciągi, które zostały dostarczone i czekają',
    file: 'plik z tego komputera',
    zip: 'Plik ZIP',
    zipHelp: 'Z plikiem manifest.json i plikami, które wymienia.',
    consequence: 'Rozmowy trwają dalej, import ustępuje im pierwszeństwa. Dane zmienią się w całości albo wcale.',
    confirm: 'Uruchom import',
    done: (n: number) => (n === 0 ? 'Żaden wyciąg nie czeka.' : `Zlecono ${plural('pl', n, { one: 'import', few: 'importy', many: 'importów' })}.`),
    failed: 'Nie udało się zlecić importu.',
  },
  details: (office: string, day: string) => `Import: ${office}, ${day}`,
  close: 'Zamknij szczegóły',
  open: (office: string, day: string) => `Pokaż import: ${office}, ${day}`,
  nothingChanged: 'Dane urzędu nie zostały zmienione.',
  /** What an import has done, in a sentence. */
  summary: (of: { people: number; new: number; changed: number; gone: number; rejected: number; repairs: number }) => {
    const rows = (n: number) => plural('pl', n, lines);
    const done = [
      ...(of.new ? [`nowe: ${rows(of.new)}`] : []),
      ...(of.changed ? [`zmienione: ${rows(of.changed)}`] : []),
      ...(of.gone ? [`nieobecne: ${rows(of.gone)}`] : []),
    ];
    const odd = [
      ...(of.rejected ? [`Odrzucono ${rows(of.rejected)}.`] : ['Niczego nie odrzucono.']),
      ...(of.repairs ? [`Naprawiono ${plural('pl', of.repairs, { one: 'wartość', few: 'wartości', many: 'wartości' })}.`] : []),
    ];
    return [`Wczytano ${plural('pl', of.people, { one: 'osobę', few: 'osoby', many: 'osób' })}; ${done.join(', ') || 'nic się nie zmieniło'}.`, ...odd].join(
      ' ',
    );
  },
  counts: {
    title: 'Wiersze',
    entity: 'Plik',
    read: 'przeczytane',
    new: 'nowe',
    changed: 'zmienione',
    same: 'bez zmian',
    gone: 'nieobecne',
    moved: 'z innego urzędu',
    elsewhere: 'w innym urzędzie',
    rejected: 'odrzucone',
    none: 'Jeszcze nic nie przeczytano.',
    entities: {
      person: 'osoby',
      registration: 'rejestracje',
      qualification: 'kwalifikacje',
      employment_period: 'zatrudnienie',
      visit: 'wizyty',
      benefit: 'świadczenia',
      referral: 'skierowania',
      participation: 'udział',
      decision: 'decyzje',
      offer: 'oferty',
      employer: 'pracodawcy',
      training: 'szkolenia',
      event: 'wydarzenia',
    },
  },
  tabs: { label: 'Szczegóły importu', counts: 'Wiersze', rejects: 'Odrzucone wiersze i wartości', repairs: 'Naprawione znaki' },
  rejects: {
    none: {
      what: 'Tu stoją wiersze, których nie wczytano, z powodem.',
      why: 'Niczego nie odrzucono.',
      step: 'Nie trzeba nic robić.',
    },
    save: 'Pobierz jako plik',
    file: (office: string) => `odrzucone-${office}.csv`,
    line: 'Wiersz',
    column: 'Kolumna',
    reason: 'Powód',
  },
  repairs: {
    none: {
      what: 'Tu stoją wartości, które import sam poprawił, na przykład zapis numeru telefonu.',
      why: 'Nic nie wymagało naprawy.',
      step: 'Nie trzeba nic robić.',
    },
    kinds: { mojibake: 'błędne polskie litery', encoding: 'inne kodowanie pliku', space: 'odstępy w środku słowa' },
  },
  quarantine: {
    why: (rows: number, persons: number) =>
      `Zniknęłoby: ${plural('pl', rows, lines)}, w tym ${plural('pl', persons, people)}. Prosimy sprawdzić w urzędzie, czy wyciąg jest pełny.`,
    act: 'Dopuść ten import',
    refuse: 'Odrzuć ten import',
    refuseTitle: 'Odrzucić ten import?',
    refuseMeans: (office: string) =>
      `Urząd ${office}: dane zostają takie, jak są. Następny pełny wyciąg zostanie wczytany jak zwykle. Państwa konto zostanie zapisane przy tej decyzji.`,
    refuseConfirm: 'Odrzuć import',
    refuseFailed: 'Nie udało się odrzucić importu.',
    refusedBy: 'Odrzucił(a)',
    title: 'Dopuścić import, który usuwa dane?',
    consequence: (office: string, rows: number, persons: number) =>
      `Urząd ${office}: zniknie ${plural('pl', rows, lines)}, w tym ${plural('pl', persons, people)}. Tych osób infolinia nie rozpozna. Państwa konto zostanie zapisane przy tej decyzji.`,
    confirm: (rows: number) => `Dopuść: zniknie ${plural('pl', rows, lines)}`,
    failed: 'Nie udało się dopuścić importu.',
    by: 'Dopuścił',
  },
  said: (office: string, state: string) => `Import, ${office}: ${state}.`,
};

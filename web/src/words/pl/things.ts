import { plural } from '../plural';

const consultants = { one: 'konsultant ma', few: 'konsultanci mają', many: 'konsultantów ma' };
const calls = { one: 'połączenie', few: 'połączenia', many: 'połączeń' };
const paused = { one: 'konsultant ma', few: 'konsultanci mają', many: 'konsultantów ma' };
const articles = { one: 'artykuł jest', few: 'artykuły są', many: 'artykułów jest' };

/** What lists of things have in common: offices, numbers, topics, reasons of pauses. */
export const things = {
  filter: { open: 'czynne', closed: 'zamknięte', every: 'wszystkie' },
  states: { open: 'czynne', closedOn: (day: string) => `zamknięte ${day}` },
  changed: 'Ostatnia zmiana',
  withSystem: 'z instalacją systemu',
  open: (name: string) => `Otwórz: ${name}`,
  change: 'Zmień',
  confirmChange: 'Zapisz zmiany',
  saved: (name: string) => `Zapisano: ${name}. Zmiana obowiązuje od teraz.`,
  joined: (who: string, hour: string) =>
    `Nie zapisano: ${who} zmienił(-a) to w międzyczasie, o ${hour}. Te zmiany są już w formularzu, a to, co wpisali Państwo, zostało. Prosimy sprawdzić i zapisać ponownie.`,
  unused: 'Nic z tego teraz nie korzysta.',
  used: 'Korzystają z tego:',
  uses: {
    articles: (n: number, _names: string) => `${plural('pl', n, articles)} dla tych osób`,
    assessment_forms: (n: number, names: string) => `formularze oceny rozmów: ${names || n}`,
    calls: (n: number, _names: string) => (n >= 1000 ? 'co najmniej 1000 połączeń w ciągu 7 dni' : `${plural('pl', n, calls)} w ciągu 7 dni`),
    consultants: (n: number, _names: string) => `${plural('pl', n, consultants)} tę umiejętność`,
    opening_hours: (n: number, names: string) => `godziny pracy: ${names || n}`,
    paused_now: (n: number, _names: string) => `${plural('pl', n, paused)} teraz taką przerwę`,
    queue_rules: (n: number, names: string) => `zasady kolejek: ${names || n}`,
    recording_rules: (n: number, names: string) => `zasady nagrywania: ${names || n}`,
    scenarios: (_n: number, names: string) => `scenariusze: ${names}`,
    transfer_targets: (_n: number, names: string) => `instytucje, z którymi można połączyć: ${names}`,
    variants: (_n: number, names: string) => `inne scenariusze na wybrane dni: ${names}`,
  },
  changes: {
    title: 'Historia zmian',
    at: 'Kiedy',
    who: 'Kto',
    what: 'Co',
    none: 'Nikt z pracowników niczego tu nie zmienił.',
    made: 'dodano',
    closed: 'zamknięto',
    restored: 'przywrócono',
    other: 'zmieniono pola techniczne',
    field: (name: string, before: string, after: string) =>
      before === '' ? `${name}: ${after}` : after === '' ? `${name}: usunięto „${before}”` : `${name}: „${before}” → „${after}”`,
    all: 'Wszystkie zmiany w dzienniku',
  },
};

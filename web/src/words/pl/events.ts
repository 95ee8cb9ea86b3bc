import { plural } from '../plural';

const count = (n: number) => plural('pl', n, { one: 'wydarzenie', few: 'wydarzenia', many: 'wydarzeń' });

/** Fairs and exchanges of jobs. */
export const events = {
  title: 'Targi i giełdy pracy',
  intro: 'Targi i giełdy, na które można przyjść. Infolinia i wyszukiwarka wiedzy znajdują je od razu.',
  none: { what: 'Tu są targi i giełdy pracy.', why: 'Nie ma teraz żadnych.', step: 'Nowe dodaje się przyciskiem „Nowe wydarzenie” albo z pliku.' },
  count,
  map: 'Powiaty: ile wydarzeń',
  words: 'Nazwa, miejscowość albo miejsce',
  kind: 'Rodzaj',
  kinds: { fair: 'targi pracy', exchange: 'giełda pracy' },
  past: 'Także te, które już były',
  province: 'całe województwo',
  columns: { title: 'Nazwa', town: 'Miejscowość', place: 'Miejsce', starts: 'Początek', ends: 'Koniec', source: 'Skąd wiadomo' },
  open: (title: string) => `Wydarzenie: ${title}`,
  day: 'Dzień',
  lastDay: 'Ostatni dzień',
  fromHour: 'Od godziny',
  untilHour: 'Do godziny',
  notHour: 'Godzina to na przykład 10:00.',
  make: 'Nowe wydarzenie',
  changeTitle: 'Zmiana wydarzenia',
  confirmMake: 'Dodaj wydarzenie',
  confirmChange: 'Zapisz zmiany',
  made: (title: string) => `Dodano: ${title}.`,
  saved: (title: string) => `Zapisano: ${title}.`,
  failed: 'Nie udało się tego zapisać.',
  remove: 'Usuń',
  removeOf: (title: string) => `Usuń: ${title}`,
  removeTitle: (title: string) => `Usunąć: ${title}?`,
  removeConsequence: 'Infolinia i wyszukiwarka przestaną to podawać. Ślad zostaje w dzienniku zmian.',
  confirmRemove: 'Usuń wydarzenie',
  removed: (title: string) => `Usunięto: ${title}.`,
};

import { plural } from '../plural';

const rows = { one: 'pozycja', few: 'pozycje', many: 'pozycji' };

/** A table from a spreadsheet: tried, then taken. */
export const marketFiles = {
  act: 'Wczytaj z pliku',
  actOfGminas: 'Położenie gmin z pliku',
  title: { offers: 'Oferty z pliku', trainings: 'Szkolenia z pliku', fairs: 'Targi i giełdy z pliku', gminas: 'Położenie gmin z pliku' },
  template: 'Wzór pliku',
  templateHelp: 'Jeden wiersz to jedna pozycja; pierwszy wiersz nazywa kolumny. Ten sam plik drugi raz niczego nie zmienia.',
  file: 'Plik CSV',
  large: 'Plik jest za duży (najwyżej 2 MB).',
  missing: 'Prosimy wskazać plik.',
  check: 'Sprawdź plik',
  failed: 'Nie udało się wczytać pliku.',
  found: (n: number, changed: number, same: number) => `Nowe: ${n}, zmienione: ${changed}, bez zmian: ${same}.`,
  rejected: (n: number) => `Nie wczytamy: ${plural('pl', n, rows)}. Pozostałe wczytają się bez nich.`,
  nothing: 'Plik niczego nie zmienia.',
  take: (n: number) => `Wczytaj: ${plural('pl', n, rows)}`,
  taken: (n: number, rejected: number) => `Wczytano: ${plural('pl', n, rows)}${rejected > 0 ? `; pominięto: ${rejected}` : ''}.`,
  preview: 'Co się stanie z każdym wierszem',
  rejects: 'Czego nie da się wczytać',
  columns: { line: 'Wiersz', title: 'Pozycja', becomes: 'Co się stanie', column: 'Kolumna', reason: 'Powód' },
  whole: 'cały plik',
  becomes: { new: 'nowa', changed: 'zmieniona', same: 'bez zmian' },
};

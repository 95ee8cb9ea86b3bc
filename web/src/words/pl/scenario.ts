import { plural } from '../plural';

/** One scenario on the drawing board: the frame around canvas, outline and panels. */
export const scenario = {
  title: (title: string) => title || 'Scenariusz',
  back: 'Scenariusze',
  notOpened: 'Nie udało się wczytać scenariusza.',
  noDraft: 'Nie ma szkicu. To, co Państwo widzą, odpowiada rozmówcom.',
  onlyRead: (version: number) => `Wersja ${version} – tylko do czytania`,
  toDraft: 'Przejdź do szkicu',
  begin: 'Zacznij szkic',
  notBegun: 'Nie udało się zacząć szkicu.',
  states: { draft: 'Szkic', in_review: 'W recenzji', approved: 'Zatwierdzony', published: 'Opublikowany', discarded: 'Odrzucony' },
  inReview: 'Szkic jest w recenzji: nikt go teraz nie zmienia. Autor może go wycofać w zakładce „Zmiany”.',
  undo: 'Cofnij',
  redo: 'Ponów',
  views: { label: 'Widok scenariusza', canvas: 'Rysunek', outline: 'Lista', texts: 'Teksty' },
  panels: {
    label: 'Szczegóły scenariusza',
    node: 'Węzeł',
    findings: 'Uwagi',
    trial: 'Próba',
    cases: 'Testy',
    review: 'Zmiany',
    history: 'Historia',
    overlay: 'Ruch',
  },
  findings: {
    none: 'Nie ma żadnych uwag. Scenariusz można oddać do recenzji.',
    errors: (n: number) => plural('pl', n, { one: 'błąd', few: 'błędy', many: 'błędów' }),
    warnings: (n: number) => plural('pl', n, { one: 'uwaga', few: 'uwagi', many: 'uwag' }),
    severity: { error: 'Błąd', warning: 'Uwaga' },
    checking: 'Sprawdzanie…',
    whole: 'Cały scenariusz',
  },
  conflict: {
    who: (who: string, when: string) => `${who} zapisał(a) ten szkic o ${when}. Państwa zmiany są tutaj i nic nie zginęło.`,
    nodes: (names: string) => `Oboje Państwo zmienili: ${names}.`,
  },
  leave: 'Ostatnie zmiany scenariusza nie są jeszcze zapisane. Opuścić stronę?',
  toList: 'Wróć do listy',
  noNode: 'Proszę wybrać węzeł na rysunku albo na liście.',
  keys: { undo: 'Cofnij zmianę scenariusza', redo: 'Ponów zmianę scenariusza' },
};

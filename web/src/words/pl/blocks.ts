import { plural } from '../plural';

/** Of what pages consist of: forms, rules with days, drafts. */
export const blocks = {
  saving: {
    typed: 'niezapisane',
    incomplete: 'Niezapisane: nie wszystko jest wypełnione.',
    saving: 'zapisywanie…',
    saved: (hour: string) => `zapisano ${hour}`,
    kept: 'Niezapisane: brak połączenia. Tekst czeka na tej stronie i zostanie wysłany sam.',
    refused: 'Niezapisane.',
    conflict: 'Niezapisane: ktoś inny zmienił to w tym czasie. Nic nie przepadło, prosimy wybrać.',
    keepMine: 'Zapisz moje',
    takeTheirs: 'Weź zapisane',
    now: 'Zapisz teraz',
  },
  rules: {
    days: 'Obowiązuje',
    span: (from: string, until: string) => (until ? `${from} – ${until}` : `od ${from}`),
    standings: { inForce: 'obowiązuje', planned: 'zaplanowane', over: 'już nie obowiązuje', replaced: 'zastąpione przed początkiem' },
    by: 'Kto ustalił',
    system: 'z instalacją systemu',
    province: 'województwo',
    whose: 'Kogo dotyczy',
    basis: 'Podstawa',
    from: 'Od dnia',
  },
  /** Why a list that is narrowed by a filter has no rows. */
  narrowed: { why: 'Nic nie pasuje do filtra.', step: 'Prosimy zmienić filtr albo okres.' },
  markedGone: 'Pozycji, do której prowadził odnośnik, nie ma na tej liście. Ktoś mógł ją już załatwić.',
  moreFilters: (set: number) => (set === 0 ? 'Więcej filtrów' : `Więcej filtrów (ustawione: ${set})`),
  copy: { act: (what: string) => `kopiuj: ${what}`, done: 'skopiowano' },
  discard: {
    question: 'To, co wpisano, przepadnie.',
    yes: 'Odrzuć',
    no: 'Wróć do formularza',
    restored: 'Wróciło to, co wpisali Państwo, zanim strona została odświeżona.',
  },
  /** On the map of counties. */
  withTown: (office: string) => `liczby w polu ${office}`,
  suggestions: 'Podpowiedzi',
  suggested: (n: number) => `Podpowiedzi: ${n}. Strzałki wybierają, Enter przyjmuje.`,
  exporting: {
    act: 'Zapisz listę (CSV)',
    done: (rows: number) => `Zapisano plik: ${plural('pl', rows, { one: 'wiersz', few: 'wiersze', many: 'wierszy' })}.`,
    failed: 'Nie udało się zapisać listy.',
  },
  hearing: { act: 'Odsłuchaj jak w telefonie', loading: 'Przygotowuję dźwięk…', failed: 'Nie udało się przygotować dźwięku.' },
  wrong: {
    missing: 'Prosimy wypełnić to pole.',
    short: (least: number) => `Co najmniej ${plural('pl', least, { one: 'znak', few: 'znaki', many: 'znaków' })}.`,
    long: (most: number) => `Najwyżej ${plural('pl', most, { one: 'znak', few: 'znaki', many: 'znaków' })}.`,
    day: 'Prosimy podać dzień jako dd.mm.rrrr, na przykład 26.11.2026.',
    early: (day: string) => `Najwcześniej ${day}.`,
    late: (day: string) => `Najpóźniej ${day}.`,
    number: 'Prosimy podać liczbę.',
    small: (least: number) => `Co najmniej ${least}.`,
    big: (most: number) => `Najwyżej ${most}.`,
  },
};

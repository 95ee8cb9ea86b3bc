/** Proposals of corrections, which the client's office decides. */
export const corrections = {
  title: 'Poprawki danych klientów',
  intro: 'Zgłosili je klienci w rozmowach. Tutaj dane się nie zmieniają: przyjętą poprawkę wprowadza urząd w swoim systemie.',
  states: { open: 'do decyzji', accepted: 'przyjęte', refused: 'odrzucone', every: 'wszystkie' },
  none: {
    what: 'Tu trafia to, co klient poprawił w rozmowie: telefon, adres, nazwisko.',
    why: 'Żaden konsultant nie zapisał takiej poprawki.',
    step: 'Poprawkę zapisuje konsultant w karcie klienta, przy danych, które są nieaktualne. Dane zmienia urząd w swoim systemie.',
  },
  nothing: '(brak)',
  columns: { at: 'Zgłoszono', client: 'Klient', field: 'Pole', before: 'Jest', after: 'Ma być', by: 'Zapisał', decision: 'Decyzja' },
  acts: { accepted: 'Przyjmij', refused: 'Odrzuć' },
  notDecided: 'Nie udało się zapisać decyzji.',
};

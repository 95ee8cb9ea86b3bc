/** Every part in every state, with made-up content. */
export const parts = {
  title: 'Części stron',
  intro: 'Każda część w każdym stanie, z wymyśloną treścią. Tylko w pokazie: do oglądania i do zdjęć.',
  sections: {
    buttons: 'Przyciski',
    signs: 'Znaki i komunikaty',
    fields: 'Pola',
    dialog: 'Okno z formularzem',
    states: 'Wczytywanie, spóźnienie, usterka, brak danych',
    list: 'Lista i szczegóły',
    rules: 'Zasady z dniem początku',
    saving: 'Zapisywanie samo',
    schema: 'Formularz ze schematu',
  },
  word: 'Przykład',
  sentence: 'Zdanie, które mówi, co się stało i co dalej.',
  wrong: 'To jest za krótkie.',
  open: 'Otwórz okno',
  people: ['Anna Zając', 'Piotr Wrona', 'Zofia Żuraw'],
  columns: { who: 'Kto', when: 'Kiedy', how: 'Jak' },
  none: {
    what: 'Tu będą rozmowy.',
    why: 'Nie ma jeszcze żadnej rozmowy.',
    step: 'Pierwszy wpis pojawi się po pierwszej rozmowie.',
  },
  failed: 'Nie udało się wczytać listy.',
};

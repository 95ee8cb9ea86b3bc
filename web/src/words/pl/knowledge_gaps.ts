/** What people ask of the knowledge base and do not find. */
export const gaps = {
  title: 'Luki w wiedzy',
  intro: 'Czego szukają konsultanci, a baza wiedzy nie odpowiada. Zapisywane są same słowa i liczby: nie wiadomo, kto pytał.',
  list: {
    caption: 'Pytania bez odpowiedzi',
    intro:
      'Najpierw to, o co pytano najczęściej i w największej liczbie urzędów. Cztery razy mniej waży pytanie, na które coś znaleziono, a nikt niczego nie otworzył.',
    which: 'Pokaż',
    kinds: { all: 'wszystkie luki', nothing_found: 'nic nie znaleziono', not_opened: 'znaleziono, ale niczego nie otwarto' },
    words: 'Szukano',
    nothing: 'Nic nie znaleziono',
    reported: (n: number) => `(w tym zgłoszono: ${String(n)})`,
    unopened: 'Niczego nie otwarto',
    offices: 'Urzędy',
    last: 'Ostatnio',
    none: {
      what: 'Tu stoją pytania, na które baza wiedzy nie miała odpowiedzi.',
      why: 'Na każde pytanie coś znaleziono i otwarto.',
      step: 'Nie trzeba nic robić. Nowe pytania pojawią się same.',
    },
    write: 'Napisz odpowiedź',
    writeOf: (words: string) => `Napisz odpowiedź: ${words}`,
    close: 'Załatwione',
    closeOf: (words: string) => `Załatwione: ${words}`,
    closeTitle: 'Zamknąć to pytanie?',
    closeHelp: 'Jeśli odpowiedź już jest, prosimy podać jej identyfikator. Puste: pytanie nie wymaga odpowiedzi.',
    articleId: 'Identyfikator odpowiedzi',
    confirm: 'Zamknij pytanie',
    failed: 'Nie udało się zamknąć pytania.',
  },
};

/** What stands in the bar of a call and its dialogs besides: colleagues, supervisors, recording, handing on. */
export const colleague = {
  title: 'Do kogo zadzwonić?',
  search: 'Imię, nazwisko albo urząd',
  found: 'Konsultanci',
  count: (shown: number, hasMore: boolean) => (hasMore ? `Pierwsze ${shown}` : `W pracy: ${shown}`),
  consequence: 'Póki nikt nie odbierze, rozmowa z klientem trwa. Później klient słyszy muzykę albo rozmawiają Państwo we troje.',
  call: 'Zapytaj kogoś',
  apart: 'Zapytaj na osobności',
  together: 'Porozmawiajcie we troje',
  makeTogether: 'Rozmowa we troje',
  makeApart: 'Na osobności',
  handOver: 'Oddaj rozmowę',
  back: 'Wróć do klienta',
  stop: 'Przestań dzwonić',
  leave: 'Wyjdź z rozmowy',
  asks: (who: string) => `${who} prosi o rozmowę o swoim kliencie.`,
  rings: (who: string) => `Dzwoni telefon: ${who}`,
  modes: {
    apart: (who: string) => `Na osobności: ${who}. Klient słyszy muzykę`,
    together: (who: string) => `We troje: ${who}`,
  },
  /** What came of a client who was rung. */
  notReached: {
    no_answer: 'Klient nie odebrał.',
    busy: 'Numer klienta jest zajęty.',
    declined: 'Klient odrzucił połączenie.',
    unreachable: 'Numer klienta jest niedostępny.',
    given_up: 'Przerwano dzwonienie do klienta.',
    not_taken: 'Własny telefon nie został odebrany, do klienta nie zadzwoniono.',
    failed: 'Nie udało się zadzwonić do klienta.',
    interrupted: 'Dzwonienie do klienta przerwała awaria programu.',
    reached: '',
  },
  own: { apart: 'Pyta Panią/Pana konsultant, klient słyszy muzykę', together: 'Rozmawiają Państwo we troje' },
  supervised: {
    whisper: (who: string) => `Podpowiada: ${who}`,
    barge_in: (who: string) => `W rozmowie jest: ${who}`,
  },
  askHelp: 'Poproś o pomoc',
  stopHelp: 'Cofnij prośbę o pomoc',
  helpAsked: 'Przełożeni widzą prośbę o pomoc',
  listening: {
    title: 'Odsłuch rozmowy',
    end: 'Zakończ odsłuch',
    telephone: 'Telefon w tej przeglądarce',
  },
  /** Before a recording begins, or is destroyed. */
  recording: {
    starting: {
      title: 'Nagrywać tę rozmowę?',
      consequence:
        'Prosimy najpierw zapytać osobę dzwoniącą, czy zgadza się na nagranie, i powiedzieć, po co ono jest. Zgoda zostanie zapisana z godziną i nazwiskiem konsultanta.',
      cancel: 'Nie nagrywaj',
      confirm: 'Osoba się zgodziła, nagrywaj',
    },
    withdrawal: {
      title: 'Wycofać zgodę na nagranie?',
      consequence:
        'Nagranie tego połączenia zostanie od razu zniszczone, także z wcześniejszych rozmów. Do końca połączenia nic nie będzie nagrywane. Tego nie można cofnąć.',
      cancel: 'Zostaw nagranie',
      confirm: 'Wycofaj zgodę i zniszcz nagranie',
    },
  },
  transfer: {
    title: 'Przekaż połączenie',
    office: 'Do kolejki urzędu',
    choose: 'Wybierz urząd',
    topic: 'Sprawa',
    sameTopic: 'bez zmian',
    consequence: 'Klient wróci do kolejki z dotychczasowym czasem oczekiwania, a ta rozmowa się zakończy.',
    waiting: (waiting: number) => (waiting === 0 ? 'nikt nie czeka' : `czeka ${waiting}`),
    cancel: 'Anuluj',
    confirm: 'Przekaż',
    confirmTo: (office: string) => `Przekaż: ${office}`,
  },
  keypad: {
    title: 'Klawiatura tonowa',
    key: (key: string) => (key === '*' ? 'gwiazdka' : key === '#' ? 'krzyżyk' : key),
    sent: 'Wysłano',
    help: 'Cyfry, * i # działają też z klawiatury komputera.',
  },
};

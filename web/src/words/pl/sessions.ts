/** Who is logged in: of the own account, and, for who may see it, of all. */
export const sessions = {
  title: 'Zalogowani',
  intro: 'Kto jest teraz zalogowany, od kiedy i skąd. Koniec sesji działa od razu; osoba może zalogować się ponownie, jeśli zna hasło.',
  none: {
    what: 'Tu są wszyscy, którzy są teraz zalogowani.',
    why: 'Nikt nie jest zalogowany.',
    step: 'Lista odświeży się przyciskiem „Odśwież”.',
  },
  columns: { who: 'Kto', role: 'Rola', from: 'Skąd', address: 'Adres sieciowy', since: 'Od kiedy', seen: 'Ostatnio', acts: 'Czynności' },
  here: 'ta przeglądarka',
  program: 'program',
  unknown: 'nieznana przeglądarka',
  end: 'Zakończ',
  endOf: (what: string) => `Zakończ sesję: ${what}`,
  endTitle: 'Zakończyć tę sesję?',
  endWhat: (what: string) => `${what}. Strona w tej przeglądarce wyloguje się od razu. Na rozmówcę czekamy 30 sekund, aż ta osoba zaloguje się znów.`,
  confirmEnd: 'Zakończ sesję',
  ended: 'Sesja została zakończona.',
  failed: 'Nie udało się zakończyć sesji.',
};

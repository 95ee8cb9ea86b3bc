/** A colleague in the conversation. */
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
  own: { apart: 'Pyta Panią/Pana konsultant, klient słyszy muzykę', together: 'Rozmawiają Państwo we troje' },
};

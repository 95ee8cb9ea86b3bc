/** How many clients are what. */
export const clientStatistics = {
  title: 'Statystyka klientów',
  intro: 'Ilu klientów mają urzędy i w jakiej są sytuacji, według ostatnich danych z urzędów. Bez nazwisk i bez możliwości dojścia do osoby.',
  none: {
    what: 'Tu są liczby klientów urzędów.',
    why: 'Urząd nie przekazał jeszcze danych klientów.',
    step: 'Dane przychodzą z plików urzędu: strona „Importy”.',
  },
  by: 'Podział',
  all: 'Wszyscy',
  total: 'Razem',
  hidden: '–',
  fewest: (n: number) => `Kreska: za mało osób, by podać liczbę (mniej niż ${n}), albo dałoby się ją wyliczyć z innych.`,
  attributes: { status: 'status', age: 'wiek', sex: 'płeć', long_term: 'długotrwale bezrobotni', rural: 'miejsce zamieszkania' },
  values: {
    status: { unemployed: 'bezrobotni', seeker: 'poszukujący pracy', none: 'niezarejestrowani' },
    age: { to_24: 'do 24 lat', '25_34': '25–34 lata', '35_44': '35–44 lata', '45_54': '45–54 lata', from_55: '55 lat i więcej', unknown: 'nie podano' },
    sex: { K: 'kobiety', M: 'mężczyźni', unknown: 'nie podano' },
    long_term: { yes: 'tak', no: 'nie' },
    rural: { yes: 'wieś', no: 'miasto' },
  },
};

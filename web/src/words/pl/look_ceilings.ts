/** At how many clients one account may look on a day. */
export const lookCeilings = {
  title: 'Limity wglądów',
  intro:
    'Ilu klientów jedna osoba może obejrzeć jednego dnia. Zasada urzędu ma pierwszeństwo przed zasadą województwa. Własne rozmowy się nie liczą. Powyżej limitu dane się nie pokażą, a tablica urzędu podniesie alarm.',
  act: 'Nowy limit',
  none: {
    what: 'Tu są limity wglądów w dane klientów.',
    why: 'Nikt nie ustalił własnego, więc obowiązuje ten z instalacji.',
    step: 'Inny ustala się przyciskiem „Nowy limit”.',
  },
  role: 'Rola',
  cards: 'Karty dziennie',
  cardsHelp: 'Ilu różnych klientów można otworzyć jednego dnia.',
  names: 'Nazwiska dziennie',
  namesHelp: 'Ile wierszy mogą pokazać wyszukiwania jednego dnia.',
  basis: 'Podstawa',
  basisHelp: 'Dlaczego tyle, na przykład: Zarządzenie nr 7/2026.',
  confirm: 'Ustal limit',
  done: (day: string) => `Limit ustalono od ${day}.`,
  failed: 'Nie udało się ustalić limitu.',
  shipped: 'Gdy nie ma zasady',
  shippedOf: (role: string, cards: number, names: number) => `${role}: karty ${cards}, nazwiska ${names} dziennie`,
};

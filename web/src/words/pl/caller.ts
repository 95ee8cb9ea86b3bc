/** Whose telephone, and at which place of a queue. */
export interface DeskPlace {
  agent?: string | null;
  office?: string | null;
  place?: number | null;
}

export const caller = {
  title: 'Telefon klienta',
  intro: 'To jest pokaz. Można zadzwonić na infolinię jak klient, z wymyślonego numeru i z wymyślonymi danymi.',
  lines: 'Infolinie',
  callNumber: (number: string) => `Zadzwoń: ${number}`,
  hangUp: 'Rozłącz',
  keypad: 'Klawiatura telefonu',
  key: (key: string) => (key === '*' ? 'gwiazdka' : key === '#' ? 'krzyżyk' : key),
  keysHelp: 'Cyfry, * i # działają też z klawiatury komputera.',
  keysSent: 'Wybrane klawisze',
  letters: { '2': 'ABC', '3': 'DEF', '4': 'GHI', '5': 'JKL', '6': 'MNO', '7': 'PQRS', '8': 'TUV', '9': 'WXYZ' },
  states: {
    connecting: 'Łączenie z centralą…',
    away: 'Brak połączenia z centralą. Łączymy ponownie.',
    idle: 'Proszę wybrać infolinię.',
    calling: (number: string) => `Dzwonimy na ${number}…`,
    talking: (number: string) => `Połączono z ${number}`,
    repairing: 'Naprawianie dźwięku…',
    ended: 'Połączenie zakończone.',
    refused: 'Centrala nie przyjęła połączenia.',
    failed: 'Nie udało się zadzwonić. Prosimy spróbować ponownie.',
  },
  microphone: {
    refused: 'Przeglądarka nie pozwala używać mikrofonu. Prosimy kliknąć znak obok adresu strony i zezwolić.',
    missing: 'Nie widać mikrofonu. Do rozmowy jest potrzebny.',
    busy: 'Mikrofonu używa inny program. Prosimy go tam wyłączyć.',
  },
  blocked: 'Przeglądarka nie odtwarza dźwięku, dopóki na stronie nic nie zostanie kliknięte.',
  unblock: 'Włącz dźwięk',
  card: 'Wymyślony klient',
  cardHelp: 'Infolinia zapyta o te dane.',
  clients: 'Klient',
  cardNumber: 'Numer karty',
  pin: 'PIN',
  office: 'Urząd',
  meanwhile: 'Co dzieje się na stanowisku',
  meanwhileNone: 'Po wybraniu infolinii widać tutaj, co robi centrum.',
  again: 'Można zadzwonić jeszcze raz.',
  stages: {
    menu: () => 'Rozmawia infolinia. Konsultanci jeszcze nic nie widzą.',
    waiting: (at: DeskPlace) => `Czeka w kolejce, miejsce ${at.place ?? 1}${at.office ? `: ${at.office}` : ''}.`,
    ringing: (at: DeskPlace) => `Dzwoni telefon konsultanta: ${at.agent ?? ''}${at.office ? `, ${at.office}` : ''}.`,
    talking: (at: DeskPlace) => `W rozmowie: ${at.agent ?? ''}${at.office ? `, ${at.office}` : ''}.`,
    held: (at: DeskPlace) => `Rozmowa zawieszona, słychać muzykę: ${at.agent ?? ''}.`,
    outside: () => 'W rozmowie z kimś spoza centrum.',
    after: () => 'Konsultant kończy notatkę, a infolinia pyta o ocenę.',
    ended: () => 'Połączenie zakończone. Konsultant kończy notatkę, jeśli była rozmowa.',
  },
  recorded: { on: 'Rozmowa jest nagrywana.', paused: 'Nagrywanie jest wstrzymane.', off: 'Rozmowa nie jest nagrywana.' },
  ended: (duration: string) => `Połączenie zakończone po ${duration}.`,
  captions: 'Co słychać',
  captionsNone: 'Tutaj pojawi się tekst zapowiedzi.',
  captionsFailed: 'Tekstu chwilowo nie ma.',
  leave: 'Trwa rozmowa. Po opuszczeniu strony zostanie zakończona.',
};

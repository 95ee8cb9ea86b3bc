/** A supervisor hears a conversation that goes on. */
export const listeningIn = {
  act: 'Posłuchaj',
  actOf: (consultant: string) => `Posłuchaj rozmowy: ${consultant}`,
  end: 'Zakończ odsłuch',
  title: (consultant: string) => `Odsłuch rozmowy: ${consultant}`,
  says: 'Zadzwoni Państwa telefon. Po odebraniu słychać konsultanta i osobę dzwoniącą, a Państwa nikt nie słyszy. Odsłuch zostanie zapisany w dzienniku dostępów z podanym powodem.',
  reason: 'Powód odsłuchu',
  help: 'Co najmniej 5 znaków. Prosimy nie podawać danych klienta.',
  tooShort: 'Powód musi mieć co najmniej 5 znaków.',
  failed: 'Nie udało się rozpocząć odsłuchu.',
  cancel: 'Anuluj',
  confirm: 'Zadzwoń do mnie',
  states: {
    none: '',
    ringing: 'Dzwoni Państwa telefon',
    listening: 'Słuchają Państwo tej rozmowy',
    silent: 'Cisza: klient czeka albo podaje tajne dane',
  },
  /** Somebody else hears it: one at a time. */
  byOther: (listener: string) => `Rozmowy słucha: ${listener}`,
};

/** A supervisor hears a conversation that goes on. */
export const listeningIn = {
  act: 'Podsłuchaj',
  actOf: (consultant: string) => `Podsłuchaj rozmowę: ${consultant}`,
  end: 'Zakończ odsłuch',
  title: (consultant: string) => `Odsłuch rozmowy: ${consultant}`,
  says: 'Zadzwoni Twój telefon. Po odebraniu słychać konsultanta i osobę dzwoniącą, a nikt nie słyszy Ciebie. Odsłuch zostanie zapisany w dzienniku dostępów z podanym powodem.',
  reason: 'Powód odsłuchu',
  help: 'Co najmniej 5 znaków. Prosimy nie podawać danych klienta.',
  tooShort: 'Powód musi mieć co najmniej 5 znaków.',
  failed: 'Nie udało się rozpocząć odsłuchu.',
  cancel: 'Anuluj',
  confirm: 'Zadzwoń do mnie',
  states: {
    none: '',
    ringing: 'Dzwoni Twój telefon',
    listening: 'Słuchasz tej rozmowy',
    silent: 'Cisza: klient czeka albo podaje tajne dane',
  },
  byOther: (listener: string) => `Rozmowy słucha: ${listener}`,
};

export const noPage = {
  unknown: 'Nie ma takiej strony.',
  unknownHelp: 'Adres może być wpisany z błędem albo strona ma teraz inny adres.',
  notForRole: (page: string) => `Strona „${page}” nie jest dla tego konta.`,
  who: 'Mogą na nią wejść:',
  nothingYet: 'Dla tego konta nie ma jeszcze strony w przeglądarce.',
  home: 'Wróć na początek',
  roles: 'Zobacz, kto jest kim w pokazie',
};

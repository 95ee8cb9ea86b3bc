/** Searches that an account keeps under a name. */
export const savedSearches = {
  title: 'Zapisane wyszukiwania',
  none: 'Nie zapisano żadnego.',
  nothing: 'Aby zapisać wyszukiwanie, prosimy najpierw coś w nim ustawić i nacisnąć „Pokaż”.',
  save: 'Zapisz to wyszukiwanie',
  name: 'Nazwa',
  nameHelp: 'Na przykład „Spawacze z Kolna”. Widzą ją tylko Państwo.',
  confirm: 'Zapisz',
  failed: 'Nie udało się tego zapisać.',
  forget: 'Usuń',
  forgetOf: (name: string) => `Usuń zapisane wyszukiwanie: ${name}`,
  forgotten: (name: string) => `Usunięto: ${name}.`,
};

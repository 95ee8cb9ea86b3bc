/** The number by which an account is activated. */
export const number = {
  act: 'Potwierdź numer',
  title: (name: string) => `Aktywacja konta: ${name}`,
  what: 'Numer widzi właściciel konta na stronie „Aktywacja konta”. Prosimy upewnić się, że podaje go ta osoba.',
  number: 'Numer',
  help: 'Sześć cyfr, na przykład 483 920.',
  wrong: 'Numer ma sześć cyfr.',
  confirm: 'Potwierdź numer',
  done: (name: string) => `Numer potwierdzono: ${name} może ustalić hasło.`,
  failed: 'Nie udało się potwierdzić numeru.',
};

export const activation = {
  title: 'Aktywacja konta',
  intro:
    'Kto nie ma jeszcze hasła albo komu je zresetowano, ustala je tutaj. Potrzebna jest druga osoba, która zna Państwa osobiście: kierownik albo administrator.',
  begin: 'Pokaż numer',
  loggedIn: (name: string) => `W tej przeglądarce zalogowane jest konto: ${name}. Przed aktywacją innego konta trzeba się wylogować.`,
  over: 'Numer stracił ważność. Prosimy zacząć od początku.',
  account: 'Konto',
  readOut: 'Prosimy podać ten numer kierownikowi albo administratorowi, osobiście lub przez telefon:',
  number: 'Numer',
  until: (hour: string) => `Numer jest ważny do ${hour}.`,
  waiting: 'Strona czeka na potwierdzenie i sama przejdzie dalej.',
  otherName: 'Zacznij od początku',
  passwordTitle: 'Ustalenie hasła',
  confirmed: 'Numer został potwierdzony.',
  setAndEnter: 'Ustal hasło i zaloguj',
  done: 'Hasło zostało ustalone. To konto wymaga jeszcze kodu z telefonu.',
};

export const me = {
  title: 'Moje konto',
  telephone: 'Telefon SIP',
  telephoneHelp:
    'Telefon w przeglądarce nie potrzebuje hasła. Do telefonu na biurku ustala się je tutaj: pokażemy je tylko raz i tylko Państwu, a poprzednie od razu przestanie działać.',
  newPassword: 'Nowe hasło telefonu',
  once: 'Prosimy od razu wpisać te dane do telefonu. Po opuszczeniu strony nie da się ich odczytać ponownie.',
  user: 'Użytkownik',
  password: 'Hasło',
  realm: 'Domena (realm)',
  port: 'Port',
  none: 'To konto nie ma telefonu. Przydziela go kierownik albo administrator.',
};

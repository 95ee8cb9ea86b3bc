/** The password of the own SIP telephone, which its owner alone sees, once. */
export const ownTelephone = {
  title: 'Telefon',
  help: 'Telefon w przeglądarce nie potrzebuje hasła. Do telefonu na biurku albo w komórce ustala się je tutaj: pokażemy je tylko raz i tylko Państwu, a poprzednie od razu przestanie działać.',
  newPassword: 'Nowe hasło telefonu',
  once: 'Prosimy od razu wpisać te dane do telefonu. Po opuszczeniu strony nie da się ich odczytać ponownie.',
  user: 'Użytkownik',
  password: 'Hasło',
  realm: 'Domena (realm)',
  port: 'Port',
  qr: 'Kod QR z hasłem telefonu',
  qrHelp: 'Kod QR zawiera samo hasło: można je nim przenieść do komórki bez przepisywania.',
  none: 'To konto nie ma telefonu. Przydziela go kierownik albo administrator.',
  failed: 'Nie udało się ustalić hasła telefonu.',
};

import { plural } from '../plural';

const calls = { one: 'rozmowa', few: 'rozmowy', many: 'rozmów' };

export const demo = {
  title: 'System 7/24 — pokaz',
  intro: 'Wspólne centrum obsługi telefonicznej urzędów pracy województwa podlaskiego. Wszystkie osoby i dane są tu wymyślone.',
  try: 'Na początek: trzy kroki',
  steps: [
    'W tej karcie przeglądarki: wejść jako konsultant z Kolna i zacząć pracę.',
    'W drugiej karcie: zadzwonić jako klient i wpisać kartę oraz PIN. Telefon konsultanta zadzwoni.',
    'W trzeciej karcie: wejść jako kierownik i zobaczyć to samo na tablicy, a dawne rozmowy w raportach.',
  ],
  call: 'Zadzwoń jako klient',
  callHelp: 'Telefon w przeglądarce: infolinia odpowie głosem, a tekst widać na ekranie.',
  card: 'Wymyślony klient',
  number: 'Numer karty',
  pin: 'PIN',
  office: 'Urząd',
  as: 'Kto tu pracuje',
  enter: (name: string) => `Wejdź: ${name}`,
  /** What each will find. */
  finds: {
    consultant: 'Odbiera rozmowy: widzi, kto dzwoni i dlaczego, notuje, szuka odpowiedzi w bazie wiedzy.',
    supervisor: 'Prowadzi zmianę: tablica na żywo, raporty, nagrania, oceny, wnioski klientów o ich dane.',
    pup_editor: 'Pisze odpowiedzi swojego urzędu i rozpatruje propozycje konsultantów.',
    wup_editor: 'Redaguje odpowiedzi wspólne dla całego województwa i zatwierdza zmiany innych redaktorów.',
    managing_team: 'Patrzy na całe województwo: tablica, raporty, oceny rozmów, czy dzienniki są całe.',
    auditor: 'Sprawdza, kto oglądał dane klientów, i czy nikt nie zmienił zapisów.',
    technician: 'Patrzy na tablicę i przebieg połączeń, gdy coś nie działa.',
    administrator: 'Przyjmuje dane z systemów urzędów i wyjaśnia, czego nie udało się wczytać.',
    observer: 'Z innej instytucji, na przykład z Urzędu Marszałkowskiego: widzi sumy w raportach, nigdy osoby ani rozmowy.',
  },
  failed: 'Nie udało się wejść na to konto.',
  password: 'Zaloguj nazwą i hasłem',
  now: 'Co się teraz dzieje',
  nowFailed: 'Chwilowo nie wiadomo, co się dzieje. Pytamy ponownie.',
  calls: (n: number) => (n === 0 ? 'Nikt teraz nie rozmawia przez telefon.' : `Na linii: ${plural('pl', n, calls)}.`),
  history: {
    none: 'Bez dawnych rozmów: raporty zapełnią się od pierwszego telefonu.',
    writing: (done: number, all: number) =>
      all === 0
        ? 'Dopisywanie wymyślonych rozmów z ostatnich trzydziestu dni…'
        : `Dopisywanie wymyślonych rozmów z ostatnich trzydziestu dni: ${done} z ${all}.`,
    done: (n: number, from: string, to: string) =>
      `Raporty, nagrania i listy zawierają ${plural('pl', n, calls)} z dni od ${from} do ${to}. Wszystkie są wymyślone.`,
    left_out: 'Bez wymyślonych rozmów: zanim zaczęto je dopisywać, ktoś już zadzwonił.',
  },
  show: {
    begin: 'Ożyw pokaz',
    help: 'Przez dziesięć minut wymyśleni klienci będą dzwonić do wymyślonych konsultantów, prawdziwymi telefonami. Najlepiej patrzeć na tablicę kierownika.',
    end: 'Zakończ ożywienie',
    runs: (left: string) => `Wymyśleni klienci dzwonią. Koniec za ${left}.`,
    ending: 'Ostatnie rozmowy się kończą.',
    impossible: 'W tej instalacji nie ma telefonów, którymi można by ożywić pokaz.',
    failed: 'Nie udało się tego zrobić.',
  },
};

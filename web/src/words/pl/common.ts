/** Texts of the shell and of what all pages share. */
import { plural } from '../plural';

export const shell = {
  product: 'System 7/24',
  toContent: 'Przejdź do treści',
  navigation: 'Strony',
  menu: 'Menu',
  more: 'Więcej',
  /** Headings of the navigation. */
  groups: {
    daily: 'Na co dzień',
    talks: 'Rozmowy',
    clients: 'Dane klientów',
    knowledge: 'Wiedza',
    control: 'Kontrola',
    demonstration: 'Pokaz',
  },
  connected: 'Połączono',
  connecting: 'Łączenie…',
  late: (age: string) => `Dane sprzed ${age}`,
  offline: 'Brak połączenia z systemem. Łączymy ponownie.',
  logOut: 'Wyloguj',
  language: 'Język',
  languages: { pl: 'polski', en: 'English' },
  settings: 'Ustawienia',
  languageFailed: 'Nie udało się wczytać języka. Prosimy spróbować ponownie.',
  theme: 'Wygląd',
  themes: { auto: 'jak w systemie', light: 'jasny', dark: 'ciemny' },
  keys: 'Klawisze',
  home: 'Początek',
  desk: 'Stanowisko',
  caller: 'Telefon klienta',
  /** Names of those whose own words come with them. */
  pages: {
    accessLog: 'Dziennik dostępów',
    activation: 'Aktywacja konta',
    articles: 'Redakcja',
    assessments: 'Oceny rozmów',
    board: 'Tablica',
    call: 'Przebieg połączenia',
    corrections: 'Poprawki',
    figures: 'Słownik wskaźników',
    imports: 'Importy',
    me: 'Moje konto',
    proof: 'Nienaruszalność',
    recordings: 'Nagrania',
    reports: 'Raporty',
    retention: 'Przechowywanie',
    secondPerson: 'Druga osoba',
  },
  waitsForYou: (n: number) => `Na Państwa potwierdzenie czeka ${plural('pl', n, { one: 'czynność', few: 'czynności', many: 'czynności' })}. Sprawdź`,
  loading: 'Wczytywanie strony…',
  noSuchPage: 'Nie ma takiej strony.',
  notForRole: 'Ta strona nie jest przeznaczona dla tego konta.',
  nothingYet: 'Dla tego konta nie ma jeszcze strony w przeglądarce.',
  newVersion: 'Jest nowa wersja systemu. Prosimy odświeżyć stronę; jeśli trwa rozmowa, dopiero po niej.',
  reload: 'Odśwież stronę',
  sessionOver: 'Sesja wygasła. Prosimy zalogować się ponownie.',
  pageFailed: 'Strona napotkała błąd. Pozostałe części działają dalej.',
  again: 'Spróbuj ponownie',
  leave: 'Opuść stronę',
  stay: 'Zostań',
  leaveTitle: 'Opuścić stronę?',
};

export const errors = {
  network: 'Brak połączenia z systemem. Prosimy sprawdzić sieć i spróbować ponownie.',
  late: 'System nie odpowiedział na czas. Prosimy sprawdzić, czy zmiana została zapisana.',
  unreadable: 'System odpowiedział niezrozumiale. Prosimy spróbować ponownie.',
  unexpected: 'Wystąpił nieoczekiwany błąd. Prosimy spróbować ponownie.',
};

export const keys = {
  title: 'Klawisze',
  general: 'Wszędzie',
  help: 'Pokaż tę pomoc',
  off: 'Wyłącz skróty klawiszowe w tej przeglądarce',
  none: 'Na tej stronie nie ma skrótów.',
  silent: 'Skróty milczą, gdy wpisują Państwo tekst. To, co kończy rozmowę albo dotyczy nagrania, wymaga klawisza Shift.',
  palette: 'Znajdź czynność lub stronę',
  find: 'Czynność lub strona',
  notFound: 'Nie ma takiej czynności ani strony.',
  shift: (keys: string, does: string) => `${does}: ${keys}`,
};

export const ui = {
  close: 'Zamknij',
  choose: 'Wybierz…',
  required: 'wymagane',
  empty: 'Brak danych.',
  correct: 'Prosimy poprawić:',
  problem: 'Błąd',
  note: 'Informacja',
  good: 'Gotowe',
  warning: 'Uwaga',
  busy: 'Proszę czekać…',
};

export const time = {
  since: (hour: string) => `od ${hour}`,
  ago: (duration: string) => `${duration} temu`,
};

export const roles = {
  consultant: 'konsultant',
  supervisor: 'kierownik',
  pup_editor: 'redaktor urzędu',
  wup_editor: 'redaktor scenariuszy',
  managing_team: 'zespół zarządzający',
  auditor: 'audytor',
  technician: 'technik',
  administrator: 'administrator',
};

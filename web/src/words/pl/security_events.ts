import { plural } from '../plural';

const rows = { one: 'zdarzenie', few: 'zdarzenia', many: 'zdarzeń' };
const newest = { one: 'najnowsze zdarzenie', few: 'najnowsze zdarzenia', many: 'najnowszych zdarzeń' };

/** Who logged in or tried to, and what was changed of accounts. */
export const securityEvents = {
  title: 'Zdarzenia bezpieczeństwa',
  intro: 'Kto i skąd się logował albo próbował, komu zmieniono hasło lub drugi składnik logowania. Zdarzenia są przechowywane dwa lata.',
  staff: 'Czyje konto (nazwa)',
  kind: 'Co się stało',
  outcome: 'Wynik',
  none: {
    what: 'Tu jest każde logowanie i każda jego próba oraz zmiany haseł.',
    why: 'W tym okresie nie było takich zdarzeń.',
    step: 'Prosimy poszerzyć okres albo usunąć jeden z warunków.',
  },
  shown: (n: number, hasMore: boolean) => (hasMore ? `${plural('pl', n, newest)}; starsze pokaże przycisk pod listą.` : `${plural('pl', n, rows)}.`),
  columns: { at: 'Kiedy', account: 'Czyje konto', kind: 'Co się stało', outcome: 'Wynik', address: 'Skąd (adres sieciowy)', office: 'Urząd' },
  noAccount: 'nazwa bez konta',
  unnamed: 'podano coś, co nie jest nazwą',
  elsewhere: 'sam system',
  ids: { account: 'konto' },
  kinds: {
    log_in: 'logowanie',
    log_out: 'wylogowanie',
    session_ended: 'koniec sesji',
    password_reset: 'unieważnienie hasła',
    password_code: 'kod do pierwszego hasła',
    activation_begun: 'początek aktywacji konta',
    activation_confirmed: 'potwierdzenie aktywacji konta',
    telephone_password: 'nowe hasło telefonu',
    password_set: 'ustawienie hasła',
    password_changed: 'zmiana hasła',
    totp_on: 'włączenie drugiego składnika',
    totp_off: 'wyłączenie drugiego składnika',
    account_made: 'utworzenie konta',
    account_closed: 'zamknięcie konta',
    account_restored: 'przywrócenie konta',
    given_to_directory: 'oddanie konta katalogowi urzędu',
    looks: 'wglądy w dane klientów',
  },
  outcomes: {
    done: 'udało się',
    wrong: 'błędna nazwa albo hasło',
    code_wanted: 'poproszono o kod',
    wrong_code: 'błędny kod',
    delayed: 'odrzucono: zbyt wiele prób',
    busy: 'odrzucono: zbyt wiele prób naraz',
    ceiling: 'odmówiono: przekroczony limit dnia',
    second_person: 'odmówiono: potrzebna druga osoba',
    directory_only: 'odmówiono: logowanie tylko przez katalog urzędu',
    closed: 'odmówiono: konto zamknięte',
    no_role: 'odmówiono: brak roli w katalogu',
    local_account: 'odmówiono: konto spoza katalogu',
    other_person: 'odmówiono: nazwa innej osoby',
    not_hired: 'odmówiono: konsultanta nie przyjęto',
  },
};

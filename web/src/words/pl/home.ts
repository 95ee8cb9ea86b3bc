/** Where somebody begins who has no desk and no board. */
import { plural } from '../plural';

const things = { one: 'sprawa', few: 'sprawy', many: 'spraw' };
const alarms = { one: 'alarm', few: 'alarmy', many: 'alarmów' };
const offices = { one: 'urząd', few: 'urzędy', many: 'urzędów' };

export const home = {
  title: 'Początek',
  waits: {
    title: 'Co czeka',
    none: 'Nic nie czeka na Państwa działanie.',
    open: (n: number) => plural('pl', n, things),
    mine: (n: number) => `u Państwa ${n}`,
    late: (n: number) => `po terminie ${n}`,
    all: 'Wszystko, co czeka',
    alarms: (n: number) => `Na tablicy ${plural('pl', n, alarms)}`,
    operation: (n: number) => `W pracy systemu ${plural('pl', n, alarms)}`,
  },
  steps: {
    title: 'Pierwsze kroki',
    intro: (done: number, of: number) => `Zrobione ${done} z ${of}. Kroki znikną stąd, gdy wszystkie będą zrobione.`,
    done: 'zrobione',
    next: 'do zrobienia',
    shipped: (n: number) => `${plural('pl', n, offices)} ma jeszcze godziny z instalacji`,
    missing: (what: string) => `Brakuje: ${what}`,
    more: (n: number) => `i ${n} innych`,
    names: {
      second_person: 'Druga osoba z rolą administratora',
      offices: 'Adresy i telefony urzędów',
      hours: 'Godziny otwarcia',
      numbers: 'Numery z przypisanym scenariuszem',
      supervisors: 'Kierownik, który widzi tablicę i rozmowy',
      consultants: 'Konsultanci z ustalonym hasłem',
      telephones: 'Konsultant, który zgłosił się do pracy',
      first_call: 'Pierwsza rozmowa',
    },
    why: {
      second_person: 'Niektóre czynności potwierdza druga osoba. Konto zakłada jedna, a o właścicielu mówi druga.',
      offices: 'Adres i telefon słyszą osoby, które dzwonią poza godzinami.',
      hours: 'Poza godzinami dzwoniący słyszą, kiedy urząd odbiera.',
      numbers: 'Scenariusz mówi, co słyszy dzwoniący na dany numer.',
      supervisors: 'Kierownik potwierdza numer aktywacji konsultanta i dopuszcza go do kart klientów.',
      consultants: 'Konsultant wybiera „Nie mam jeszcze hasła” na stronie logowania i ustala hasło z numerem, który potwierdza inna osoba.',
      telephones: 'Konsultant loguje się i wybiera telefon: w przeglądarce albo na biurku. Potem klika „Gotowy”.',
      first_call: 'Prosimy zadzwonić na numer infolinii i wybrać rozmowę z konsultantem.',
    },
  },
};

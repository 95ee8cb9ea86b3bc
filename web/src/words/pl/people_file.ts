import { plural } from '../plural';

const people = { one: 'osobę', few: 'osoby', many: 'osób' };
const faults = { one: 'błąd', few: 'błędy', many: 'błędów' };
const consultants = { one: 'konsultant poczeka', few: 'konsultanci poczekają', many: 'konsultantów poczeka' };

/** Many people at once, from a file. */
export const peopleFile = {
  title: 'Wiele osób z pliku',
  intro: 'Konta, konsultanci i telefony z jednego pliku. Plik sprawdzamy w całości; dopóki jest w nim choć jeden błąd, nie powstaje nic.',
  template: 'Pobierz wzór pliku.',
  templateHelp: 'Otworzy go każdy arkusz kalkulacyjny; dwie osoby są przykładem.',
  fill: 'Prosimy wpisać po jednej osobie w wierszu. Urząd podaje się kodem albo siedzibą, kolejki innych urzędów po przecinku albo kresce |, tematy jako „pracodawca=3|osoba bezrobotna=4”.',
  send: 'Prosimy zapisać plik jako CSV i wskazać go niżej.',
  file: 'Plik CSV',
  fileHelp: 'Średniki albo przecinki, UTF-8 albo Windows-1250, najwyżej 300 osób.',
  large: 'Plik jest za duży: najwyżej 300 osób.',
  check: 'Sprawdź plik',
  notRead: 'Nie udało się sprawdzić pliku.',
  faulty: (n: number) => `W pliku znaleźliśmy ${plural('pl', n, faults)}. Nic nie zostało zapisane.`,
  faultTable: 'Co trzeba poprawić',
  whole: 'cały plik',
  columns: {
    line: 'Linia',
    column: 'Kolumna',
    fault: 'Co jest źle',
    name: 'Imię i nazwisko',
    account: 'Nazwa konta',
    role: 'Rola',
    queues: 'Kolejki',
    skills: 'Tematy',
    telephone: 'Telefon',
    becomes: 'Co się stanie',
  },
  yes: 'tak',
  becomes: { hired: 'nowy konsultant', made: 'nowe konto', there: 'już jest, bez zmian' },
  right: (fresh: number, there: number) =>
    `Plik jest dobry. Dodamy ${plural('pl', fresh, people)}${there > 0 ? `, a ${plural('pl', there, people)} pominiemy: już tu są` : ''}. Jeszcze nic nie zostało zapisane.`,
  waiting: (n: number) => `Na dostęp do kart klientów ${plural('pl', n, consultants)}, aż potwierdzi go kierownik urzędu. Rozmowy odbiera się od razu.`,
  preview: 'Co się stanie',
  make: (n: number) => `Dodaj ${plural('pl', n, people)}`,
  makeTitle: (n: number) => `Dodać ${plural('pl', n, people)}?`,
  consequence:
    'Wszystkie konta powstaną naraz albo żadne. Nazwa konta jest na zawsze: nie dostanie jej nikt inny. Ten sam plik wysłany drugi raz niczego nie zmieni.',
  confirm: 'Dodaj',
  notMade: 'Nie udało się dodać tych osób. Nic nie zostało zapisane.',
  made: (n: number) => `Dodano ${plural('pl', n, people)}.`,
  next: 'Każda z tych osób otwiera stronę „Aktywacja konta” (/activate), wpisuje nazwę konta i podaje numer, który tam widzi. Numer potwierdza ktoś, kto ją zna: przy koncie konsultanta kierownik, przy innym koncie inna osoba niż ta, która je założyła. Numerów nie ma wcześniej, więc nie ma ich na tej liście: widzi je tylko właściciel konta.',
  list: 'Nowe konta',
  print: 'Drukuj listę',
  another: 'Następny plik',
  consultants: 'Konsultanci',
};

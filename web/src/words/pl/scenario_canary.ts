const percent = (value: number) => value.toLocaleString('pl-PL', { maximumFractionDigits: 1 });

/** A new version for a share of the calls first. */
export const scenario_canary = {
  title: 'Nowa wersja dla części połączeń',
  none: 'Żadnej wersji tego scenariusza nie wprowadzano najpierw dla części połączeń.',
  states: {
    running: 'trwa',
    too_few_calls: 'trwa dalej, bo było za mało połączeń',
    completed: 'wprowadzona dla wszystkich',
    taken_back: 'wycofana',
    returned: 'wycofana samoczynnie',
  },
  share: (version: number, share: number, beside: number) => `Wersja ${version} odbiera ${share} % połączeń, pozostałe – wersja ${beside}.`,
  was: (version: number, share: number, beside: number) => `Wersja ${version} odbierała ${share} % połączeń, pozostałe – wersja ${beside}.`,
  began: 'Od',
  until: 'Do',
  startedBy: 'Wprowadził(a)',
  ended: 'Zakończono',
  bySystem: 'system, samoczynnie',
  tooFew: (needed: number) =>
    `Czas minął, a obie wersje nie miały jeszcze po ${needed} połączeń. Nowa zostaje przy swojej części, aż będzie ich dość albo ktoś zdecyduje.`,
  returns: (hangUps: number, failures: number, calls: number) =>
    `Nowa wersja wycofa się sama, gdy rozłączeń w menu będzie więcej o ponad ${percent(hangUps)} pkt. proc. albo błędów o ponad ${percent(failures)} pkt. proc. Ocena zaczyna się od ${calls} połączeń każdej wersji.`,
  compared: 'Obie wersje od początku próby',
  rows: {
    calls: 'Zakończone połączenia',
    completed: 'Doszły do kolejki, celu albo końca',
    hung_up: 'Rozłączenia w menu',
    failed: 'Błędy',
    median_time: 'Połowa dochodzi do kolejki albo końca w',
  },
  columns: { figure: 'Liczba', new: (version: number) => `Wersja ${version} (nowa)`, old: (version: number) => `Wersja ${version}` },
  ofAll: (n: number, share: number) => `${n} (${percent(share)} %)`,
  noTime: 'brak',
  complete: {
    act: 'Wprowadź dla wszystkich',
    title: (version: number) => `Wprowadzić wersję ${version} dla wszystkich?`,
    says: 'Od następnego połączenia wszyscy rozmówcy usłyszą nową wersję. Trwające rozmowy zostają przy swojej.',
    failed: 'Nie udało się wprowadzić wersji dla wszystkich.',
    done: 'Nowa wersja jest wprowadzona dla wszystkich.',
  },
  stop: {
    act: 'Wycofaj nową wersję',
    title: (version: number) => `Wycofać wersję ${version}?`,
    says: 'Od następnego połączenia wszyscy rozmówcy usłyszą dotychczasową wersję. Trwające rozmowy zostają przy swojej.',
    failed: 'Nie udało się wycofać wersji.',
    done: 'Nowa wersja jest wycofana.',
  },
  reason: 'Powód',
  reasonHelp: 'Zostaje w historii scenariusza.',
  fields: {
    intro: 'Nowa wersja odbierze najpierw część połączeń. Dotychczasowa obowiązuje dalej dla pozostałych.',
    share: 'Ile połączeń (%)',
    shareHelp: 'Od 1 do 50. O wersji decyduje połączenie, a nie numer rozmówcy.',
    until: 'Do dnia (najdalej za 13 dni)',
    limits: 'Kiedy wersja ma się wycofać sama',
    limitsHelp: 'O ile punktów procentowych może wypaść gorzej niż dotychczasowa.',
    hangUps: 'Rozłączenia w menu (pkt. proc.)',
    failures: 'Połączenia zakończone błędem (pkt. proc.)',
    minCalls: 'Od ilu połączeń oceniać',
    minCallsHelp: 'Tyle musi mieć każda z obu wersji.',
  },
};

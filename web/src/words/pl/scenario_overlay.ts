import { plural } from '../plural';

const calls = { one: 'połączenie', few: 'połączenia', many: 'połączeń' };

/** How calls went through a scenario, and where callers are now. */
export const scenarioOverlay = {
  title: 'Ruch w scenariuszu',
  intro: 'Dokąd szły połączenia, gdzie rozmówcy się rozłączali i jak długo byli w każdym węźle.',
  none: {
    what: 'Tu jest, ile połączeń przeszło przez każdy węzeł i gdzie rozmówcy się rozłączali.',
    why: 'W tych dniach żadne połączenie nie szło tym scenariuszem.',
    step: 'Prosimy wybrać inny okres albo inną wersję.',
  },
  period: 'Okres',
  periods: { today: 'dziś', yesterday: 'wczoraj', week: 'ostatnie 7 dni', month: 'ostatnie 4 tygodnie' },
  version: 'Wersja',
  everyVersion: 'wszystkie razem',
  versionOf: (version: number, n: number) => `wersja ${version} (${plural('pl', n, calls)})`,
  facts: {
    calls: 'Połączenia',
    hungUp: 'Rozłączyli się w trakcie',
    stay: 'Czas w scenariuszu',
    live: 'Rozmówcy teraz',
    complete: 'Dane kompletne do',
  },
  unknown: 'nie wiadomo',
  liveUnknown: 'Nie wiadomo, gdzie są teraz rozmówcy: centrum połączeń nie odpowiada. Liczby z okresu są aktualne.',
  others: (n: number) => `Rozmówców w dalszych węzłach: ${n}.`,
  versions: 'Wersje obok siebie',
  columns: {
    node: 'Węzeł',
    calls: 'Połączenia',
    hungUp: 'Rozłączyli się',
    version: 'Wersja',
  },
  now: (n: number) => `teraz ${n}`,
  stay: (median: string, most: string) => `${median} / ${most}`,
  hungUpOf: (n: number, percent: string) => `${n} (${percent})`,
  show: (node: string) => `Pokaż węzeł „${node}”`,
  gone: 'nie ma go w oglądanej wersji',
  allOf: (n: string, node: string) => `${n}: wszystkie połączenia węzła „${node}”`,
  hungUpListOf: (n: string, node: string) => `${n}: połączenia rozłączone w węźle „${node}”`,
  heat: {
    title: 'Jak czytać',
    stay: 'Czas: zwykle, a po kresce najwyżej u dziewięciu z dziesięciu połączeń.',
    node: 'Kolor węzła: jaka część rozmówców się w nim rozłączyła. Poniżej 30 połączeń nie ma koloru.',
    edge: 'Kolor strzałki: jaka część połączeń poszła tą drogą. Dwa wyjścia do tego samego węzła są jedną strzałką.',
    outer: 'Węzeł podscenariusza obejmuje wszystko, co dzieje się w środku.',
    talk: 'Czas w kolejce obejmuje rozmowę. Kto rozłączył się po rozmowie, nie jest tu liczony.',
  },
};

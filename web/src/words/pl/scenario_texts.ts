import { plural } from '../plural';

/** What callers hear in a scenario, its languages side by side. */
export const scenario_texts = {
  title: 'Zapowiedzi tego scenariusza',
  help: 'W kolejności rozmowy. Zapowiedzi podscenariuszy stoją przy nich samych. Czas bez „ok.” zmierzono na dźwięku, który słyszą rozmówcy.',
  what: 'Zapowiedź',
  where: 'Węzły',
  languages: { pl: 'Polski', en: 'Angielski', uk: 'Ukraiński' },
  missing: 'brak',
  unknown: 'Nie ma takiej zapowiedzi.',
  write: 'Napisz',
  writeOf: (prompt: string, language: string) => `Napisz: ${prompt}, ${language}`,
  hear: (prompt: string, language: string) => `Posłuchaj: ${prompt}, ${language}`,
  reckoned: (time: string) => `ok. ${time}`,
  filter: 'Pokaż',
  filters: {
    every: 'wszystkie',
    any: 'te, którym brakuje języka',
    pl: 'bez polskiego',
    en: 'bez angielskiego',
    uk: 'bez ukraińskiego',
  },
  count: (n: number) => plural('pl', n, { one: 'zapowiedź', few: 'zapowiedzi', many: 'zapowiedzi' }),
  together: (time: string) => `, po polsku razem ${time}`,
  none: 'Ten scenariusz niczego jeszcze nie mówi.',
  complete: 'Niczego nie brakuje.',
};

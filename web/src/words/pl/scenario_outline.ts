import { plural } from '../plural';

/** A scenario as a list, and finding a node in it. */
export const scenario_outline = {
  label: 'Scenariusz jako lista',
  help: 'Węzły stoją w kolejności rozmowy. Enter otwiera węzeł, a Escape wraca do listy, strzałki prowadzą po liście, Delete usuwa, Ctrl+C i Ctrl+V kopiują i wklejają.',
  empty: 'Ten scenariusz nie ma jeszcze żadnego węzła. Pierwszy dodany będzie początkiem.',
  apart: 'Węzły, do których nic nie prowadzi',
  find: {
    label: 'Szukaj węzła',
    none: 'Nie ma takiego węzła.',
    found: (n: number) => `Znaleziono: ${n}.`,
  },
  add: 'Dodaj węzeł',
  addHelp: 'Stanie osobno, dopóki nic do niego nie prowadzi.',
  row: (number: number, node: string) => `${number}. ${node}`,
  select: (node: string) => `Zaznacz: ${node}`,
  start: 'Początek',
  here: 'Tu jest rozmowa',
  lit: 'Na drodze rozmowy',
  marks: { added: 'Nowy', removed: 'Usunięty', changed: 'Zmieniony', moved: 'Przesunięty' },
  findings: (errors: number, warnings: number) =>
    [
      errors > 0 ? plural('pl', errors, { one: 'błąd', few: 'błędy', many: 'błędów' }) : '',
      warnings > 0 ? plural('pl', warnings, { one: 'uwaga', few: 'uwagi', many: 'uwag' }) : '',
    ]
      .filter(Boolean)
      .join(', '),
  heat: {
    live: (n: number) => `teraz ${plural('pl', n, { one: 'osoba', few: 'osoby', many: 'osób' })}`,
    entered: (n: number) => plural('pl', n, { one: 'wejście', few: 'wejścia', many: 'wejść' }),
    hungUp: (n: number) => plural('pl', n, { one: 'rozłączenie', few: 'rozłączenia', many: 'rozłączeń' }),
  },
  time: (time: string) => `zapowiedzi ${time}`,
  ways: {
    label: (node: string) => `Przejścia: ${node}`,
    to: (number: number, node: string) => `${number}. ${node}`,
    back: (number: number, node: string) => `wraca do ${number}. ${node}`,
    goTo: (outcome: string, node: string) => `${outcome}: przejdź do ${node}`,
    missing: 'donikąd',
    strange: (node: string) => `${node} (nie ma takiego węzła)`,
    connect: 'Połącz',
    connectOf: (outcome: string, node: string) => `Połącz: ${outcome}, ${node}`,
    change: 'Zmień',
    changeOf: (outcome: string, node: string) => `Zmień: ${outcome}, ${node}`,
    where: (outcome: string) => `Dokąd: ${outcome}`,
    final: 'Tu rozmowa się kończy.',
  },
  acts: {
    label: 'Więcej',
    labelOf: (node: string) => `Więcej: ${node}`,
    start: 'Zacznij od tego węzła',
    duplicate: 'Powiel',
    copy: 'Kopiuj',
    paste: 'Wklej',
    remove: 'Usuń',
    copySelected: (n: number) => `Kopiuj zaznaczone (${n})`,
    removeSelected: (n: number) => `Usuń zaznaczone (${n})`,
  },
  said: {
    added: (node: string) => `Dodano węzeł ${node}.`,
    removed: (nodes: string) => `Usunięto: ${nodes}. Ctrl+Z cofa.`,
    copied: (n: number) => `Skopiowano: ${plural('pl', n, { one: 'węzeł', few: 'węzły', many: 'węzłów' })}.`,
    pasted: (nodes: string) => `Wklejono: ${nodes}.`,
    nothing: 'Nie ma czego wkleić: nie skopiowano żadnego węzła.',
    connected: (outcome: string, node: string) => `Przejście „${outcome}” prowadzi do: ${node}.`,
    disconnected: (outcome: string) => `Przejście „${outcome}” nie prowadzi nigdzie.`,
  },
};

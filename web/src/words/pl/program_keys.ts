/** Keys by which programs read reports; `ofPortal`, `ofSystems`: what is otherwise of those of the offices' portal, and of
 * systems of other institutions. */
export const programKeys = {
  title: 'Klucze dla programów',
  intro:
    'Program urzędu czyta kluczem raporty: tyle, ile mogą Państwo, bez konsultantów z osobna i bez połączeń. Klucz kończy się sam, przyciskiem albo razem z Państwa kontem.',
  none: {
    what: 'Tu są klucze, którymi programy czytają raporty w Państwa imieniu.',
    why: 'Nie ma jeszcze żadnego.',
    step: 'Pierwszy tworzy się przyciskiem „Nowy klucz”.',
  },
  ofPortal: {
    title: 'Klucze dla portalu',
    intro:
      'Portal urzędów czyta kluczem to, co słyszą rozmówcy: obowiązujące artykuły, kwoty dnia, adresy i godziny. Niczego więcej. Klucz kończy się sam, przyciskiem albo razem z Państwa kontem.',
    none: {
      what: 'Tu są klucze, którymi pyta portal urzędów.',
      why: 'Nie ma jeszcze żadnego.',
      step: 'Pierwszy tworzy się przyciskiem „Nowy klucz”.',
    },
    makeTitle: 'Nowy klucz dla portalu',
    nameHelp: 'Na przykład adres portalu, który go używa.',
    made: 'Klucz pokazujemy tylko raz. Prosimy od razu wpisać go w ustawieniach portalu.',
    endWhat: 'Portal nie przeczyta nim już niczego. Tego nie da się cofnąć.',
  },
  ofSystems: {
    title: 'Klucze dla innych instytucji',
    intro:
      'System innej instytucji, na przykład ośrodka pomocy społecznej, pyta kluczem, czy jedna osoba jest u Państwa zarejestrowana. Musi podać podstawę prawną i numer sprawy. Każde pytanie jest w dzienniku dostępów. Klucz kończy się sam, przyciskiem albo razem z Państwa kontem.',
    none: {
      what: 'Tu są Państwa klucze, którymi pytają systemy innych instytucji.',
      why: 'Nie ma jeszcze żadnego.',
      step: 'Pierwszy tworzy się przyciskiem „Nowy klucz”.',
    },
    makeTitle: 'Nowy klucz dla innej instytucji',
    name: 'Która instytucja i system',
    nameHelp: 'Na przykład „MOPS w Kolnie, Empatia”. Ta nazwa stoi w dzienniku dostępów.',
    made: 'Klucz pokazujemy tylko raz. Prosimy od razu przekazać go bezpiecznie tej instytucji.',
    endWhat: 'System nie zapyta nim już o nikogo. Tego nie da się cofnąć.',
  },
  columns: { name: 'Do czego', state: 'Stan', made: 'Utworzono', until: 'Ważny do', used: 'Ostatnio użyty', acts: 'Czynności' },
  states: { works: 'działa', over: 'skończył się', revoked: 'unieważniony' },
  never: 'nigdy',
  make: 'Nowy klucz',
  makeTitle: 'Nowy klucz dla programu',
  name: 'Do czego jest ten klucz',
  nameHelp: 'Na przykład nazwa programu, który go używa.',
  days: 'Na ile dni',
  daysHelp: 'Najwyżej 366.',
  confirmMake: 'Utwórz klucz',
  notMade: 'Nie udało się utworzyć klucza.',
  made: 'Klucz pokazujemy tylko raz. Prosimy od razu wpisać go do programu.',
  key: 'Klucz',
  copy: 'Kopiuj klucz',
  copied: 'Skopiowano.',
  hide: 'Klucz jest już wpisany, ukryj',
  end: 'Unieważnij',
  endOf: (name: string) => `Unieważnij klucz: ${name}`,
  endTitle: (name: string) => `Unieważnić klucz: ${name}?`,
  endWhat: 'Program nie przeczyta nim już niczego. Tego nie da się cofnąć.',
  confirmEnd: 'Unieważnij klucz',
  ended: (name: string) => `Klucz unieważniono: ${name}.`,
  notEnded: 'Nie udało się unieważnić klucza.',
};

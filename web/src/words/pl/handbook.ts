/** The handbook of the own role. */
export const handbook = {
  title: 'Podręcznik',
  intro: 'Do czego służy każda strona i jak zrobić na niej to, co zwykle. Pokazujemy tylko strony tego konta.',
  pages: 'Strony',
  open: (page: string) => `Otwórz stronę: ${page}`,
  openShort: 'Otwórz stronę',
  missing: 'O tej stronie podręcznik jeszcze nie mówi.',
};

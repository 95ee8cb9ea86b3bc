/** The help on keys and the palette, loaded when they are opened. */
export const keyHelp = {
  title: 'Klawisze',
  handbook: 'Podręcznik: ta strona',
  general: 'Wszędzie',
  off: 'Wyłącz skróty klawiszowe w tej przeglądarce',
  none: 'Na tej stronie nie ma skrótów.',
  silent: 'Skróty milczą, gdy wpisują Państwo tekst. To, co kończy rozmowę albo dotyczy nagrania, wymaga klawisza Shift.',
  find: 'Czynność, strona, osoba, urząd albo artykuł',
  notFound: 'Nic takiego tu nie ma.',
};

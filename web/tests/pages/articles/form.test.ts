import { expect, it } from 'vitest';
import { amountOf, groszeOf } from '../../../src/pages/articles/rates';
import { areSame, differing, draftOf, linesOf, signs, staleLanguages, typedOf, type Typed } from '../../../src/pages/articles/form';
import { addressOf, filterOf, inOrder, savedRow, tabOf, withAll } from '../../../src/pages/articles/filters';
import type { Summary } from '../../../src/pages/articles/articles_api';
import { article, text, version } from '../../knowledge/fakes';

const typed = (change: Partial<Typed> = {}): Typed => ({ ...typedOf(article()), ...change });

it('what is typed goes back as it came', () => {
  const draft = draftOf(typed());
  expect(draft).toEqual({
    topic: 'zasilek',
    place: 1,
    audiences: ['unemployed'],
    content: {
      texts: {
        pl: {
          title: 'Wysokość zasiłku',
          questions: ['Ile wynosi zasiłek?'],
          short_answer: 'Zasiłek wynosi {stawka:zasilek_100}.',
          full_answer: 'Zasiłek wynosi **{stawka:zasilek_100}**.',
          steps: [],
          documents: [],
        },
      },
      is_pointer: false,
      legal_basis: 'art. 72',
      legal_status_on: '2026-06-01',
      valid_from: '2026-06-01',
      valid_until: '2027-05-31',
      review_by: '2027-05-01',
      source: 'Obwieszczenie ministra',
      source_certainty: 'high',
      source_holds_until: null,
    },
  });
});

it('a version that moves the article says where to', () => {
  const open = version({ state: 'draft', topic: 'karta', place: 7, audiences: ['everybody'] });
  expect(typedOf(article({ open }))).toMatchObject({ topic: 'karta', place: '7', audiences: ['everybody'] });
});

it.each([{ valid_from: '' }, { review_by: '' }, { topic: 'Zły temat' }, { audiences: [] }])('cannot be saved with %o', (change) => {
  expect(draftOf(typed(change))).toBeNull();
});

it('an order that is no number stays as it is', () => {
  expect(draftOf(typed({ place: 'pierwszy' }))?.place).toBeNull();
});

it('lines that say nothing are none', () => expect(linesOf(' a \n\n b\n')).toEqual(['a', 'b']));

it('counts letters with their marks as one sign', () => {
  expect([signs('zażółć'), signs('z\u0301'), signs('  a  ')]).toEqual([6, 1, 1]);
});

it('spaces at the ends make no other draft', () => {
  const spaced = typed();
  spaced.source = ` ${spaced.source} `;
  expect(areSame(typed(), spaced)).toBe(true);
  expect(areSame(typed(), typed({ source: 'Inne' }))).toBe(false);
});

it('shows of two texts only what differs', () => {
  const theirs = typedOf(article({ open: version({ texts: { pl: text({ title: 'Inny tytuł' }), en: text({ title: 'Benefit' }) }, source: 'Ustawa' }) }));
  const found = differing(typed(), theirs).map(({ field, language }) => [field, language]);
  expect(found).toContainEqual(['title', 'pl']);
  expect(found).toContainEqual(['title', 'en']);
  expect(found).toContainEqual(['source', null]);
  expect(found).not.toContainEqual(['short_answer', 'pl']);
});

it.each([
  ['1721,90', '1721.90'],
  ['1 721,9 zł', '1721.90'],
  ['20', '20.00'],
  ['1,721', null],
  ['-5', null],
  ['', null],
])('an amount written as %s is %s', (written, amount) => expect(amountOf(written)).toBe(amount));

it('an amount is shown to the grosz', () => expect([groszeOf('1721.90'), groszeOf('0.29')]).toEqual([172190, 29]));

it('the address keeps tab, list, office and article', () => {
  const address = addressOf('articles', { list: 'in_review', office: '20060', lacks: 'uk' }, 'zasilek-kto');
  expect(address).toBe('/articles?list=in_review&office=20060&lacks=uk&article=zasilek-kto');
  const query = new URL(address, 'http://x').searchParams;
  expect([tabOf(query), filterOf(query)]).toEqual(['articles', { list: 'in_review', office: '20060', lacks: 'uk' }]);
  expect(filterOf(new URLSearchParams('list=nieznana'))).toEqual({ list: 'published', office: '', lacks: '' });
});

it('finds rows of a list without Polish letters', () => {
  const rows = [
    { id: 'zasilek-ile', topic: 'zasilek', title: 'Wysokość zasiłku' },
    { id: 'karta', topic: 'karta', title: 'Karta' },
  ];
  expect(withAll(rows, 'zasilku wysokosc').map(({ id }) => id)).toEqual(['zasilek-ile']);
  expect(withAll(rows, ' ').length).toBe(2);
});

it('a saved draft is told in its row, and what is published there stays', () => {
  const open = version({ state: 'draft', texts: { pl: text({ title: 'Nowy tytuł' }), uk: text() }, review_by: '2028-01-01' });
  const row = { id: 'zasilek-ile', state: 'draft', open_state: 'draft', title: 'Stary', languages: ['pl'], version: 3 } as Summary;
  const saved = savedRow(row, { version: 4, open });
  expect([saved.title, saved.languages, saved.review_by, saved.version]).toEqual(['Nowy tytuł', ['pl', 'uk'], '2028-01-01', 4]);
  expect(savedRow({ ...row, state: 'published', open_state: null }, { version: 4, open })).toMatchObject({ title: 'Stary', open_state: 'draft', version: 4 });
});

it('a translation that stayed while the Polish words changed is stale', () => {
  const words = (short: string) => ({ title: 'Zasiłek', questions: '', short_answer: short, full_answer: '', steps: '', documents: '' });
  const published = { pl: words('Zasiłek wynosi 1000 zł.'), en: words('The benefit is 1000.'), uk: words('Допомога 1000.') };
  const now = { ...published, pl: words('Zasiłek wynosi 1200 zł.'), uk: words('Допомога 1200.') };
  expect(staleLanguages(published, now)).toEqual(['en']);
  expect(staleLanguages(published, published)).toEqual([]);
  expect(staleLanguages({ en: published.en }, now)).toEqual([]);
  expect(staleLanguages(published, { pl: now.pl })).toEqual([]);
});

it('what has the sought words in its title stands before the rest, the own office’s first, then by title', () => {
  const row = (title: string, office: string | null, topic = 'zasilki') => ({ id: title, title, office, topic });
  const rows = [
    row('Żłobek', null),
    row('Rejestracja', null),
    row('Łącznie z zasiłkiem', '20620'),
    row('Zasiłek: wysokość', null),
    row('Zasiłek: terminy', '20060'),
  ];
  const titles = (typed: string) => inOrder(rows, typed, '20060').map(({ title }) => title);
  expect(titles('')).toEqual(['Zasiłek: terminy', 'Rejestracja', 'Zasiłek: wysokość', 'Żłobek', 'Łącznie z zasiłkiem']);
  expect(titles('zasil')).toEqual(['Zasiłek: terminy', 'Zasiłek: wysokość', 'Łącznie z zasiłkiem', 'Rejestracja', 'Żłobek']);
});

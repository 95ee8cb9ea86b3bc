import { expect, it } from 'vitest';
import { bolded, listed, type Chosen } from '../../../src/pages/articles/marks';

/** "[" and "]" are the edges of what is chosen. */
function of(marked: string): Chosen {
  const start = marked.indexOf('[');
  return { text: marked.replace(/[[\]]/g, ''), start, end: marked.indexOf(']') - 1 };
}
const said = ({ text, start, end }: Chosen) => `${text.slice(0, start)}[${text.slice(start, end)}]${text.slice(end)}`;

it.each([
  ['Zasiłek [wynosi] 1721,90 zł', 'Zasiłek **[wynosi]** 1721,90 zł'],
  ['Zasiłek **[wynosi]** 1721,90 zł', 'Zasiłek [wynosi] 1721,90 zł'],
  ['Zasiłek[ wynosi ]1721,90', 'Zasiłek **[wynosi]** 1721,90'],
  ['[]', '**[]**'],
])('bold: %s', (before, after) => {
  expect(said(bolded(of(before)))).toBe(after);
});

it.each([
  ['a\n[dowód\numowa]\nb', 'a\n[- dowód\n- umowa]\nb'],
  ['a\n[- dowód\n- umowa]\nb', 'a\n[dowód\numowa]\nb'],
  ['dow[]ód', '[- dowód]'],
  ['a\n[]', 'a\n[- ]'],
])('a list: %j', (before, after) => {
  expect(said(listed(of(before)))).toBe(after);
});

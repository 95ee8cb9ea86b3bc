import { expect, it } from 'vitest';
import { shifted, weekdayOf } from '../../src/pages/reports/periods';
import { isHoliday } from '../../src/time/holidays_pl';

// As the web service's library of holidays has them, Sundays apart.
it.each([
  ['2024', '01-01 01-06 04-01 05-01 05-03 05-30 08-15 11-01 11-11 12-25 12-26'],
  ['2026', '01-01 01-06 04-06 05-01 06-04 08-15 11-11 12-24 12-25 12-26'],
  ['2027', '01-01 01-06 03-29 05-01 05-03 05-27 11-01 11-11 12-24 12-25'],
])('the holidays of %s are %s', (year, days) => {
  const all = Array.from({ length: 366 }, (_, at) => shifted(`${year}-01-01`, at)).filter((day) => day.startsWith(year));
  expect(
    all
      .filter((day) => isHoliday(day) && weekdayOf(day) < 6)
      .map((day) => day.slice(5))
      .join(' '),
  ).toBe(days);
});

import { expect, it } from 'vitest';
import { understand } from '../../src/client_card/understood';

const of = (line: string) => understand(line, '2026-11-30');

it.each([
  ['600 100 201', { phone: '600100201' }],
  ['600-100-201', { phone: '600100201' }],
  ['+48 600 100 201', { phone: '600100201' }],
  ['48600100201', { phone: '600100201' }],
  ['0048 86 278 12 34', { phone: '862781234' }],
  ['(86) 278-12-34', { phone: '862781234' }],
  ['9.03.1985', { birth_date: '1985-03-09' }],
  ['9.3.1985', { birth_date: '1985-03-09' }],
  ['1985-03-09', { birth_date: '1985-03-09' }],
  ['09031985', { birth_date: '1985-03-09' }],
  ['9 03 1985', { birth_date: '1985-03-09' }],
  ['Nowak 9.03.1985', { last_name: 'Nowak', birth_date: '1985-03-09' }],
  ['Nowak, 600 100 201', { last_name: 'Nowak', phone: '600100201' }],
])('understands "%s" in one way', (line, search) => {
  expect(of(line)).toMatchObject({ readings: [search], lack: null });
});

it('takes the birth date of a PESEL, of both centuries, and never the number itself', () => {
  expect(of('85030912343')).toMatchObject({ readings: [{ birth_date: '1985-03-09' }], parts: [{ kind: 'pesel', day: '1985-03-09' }] });
  expect(of('02271409867').readings).toEqual([{ birth_date: '2002-07-14' }]);
  expect(of('Nowak 85030912343').readings).toEqual([{ last_name: 'Nowak', birth_date: '1985-03-09' }]);
  expect(of('85030912345').lack).toBe('digits'); // its check digit is wrong
});

it('takes nine digits whose last one fits for a card and for a telephone, and others for a telephone', () => {
  expect(of('123 456 782')).toMatchObject({
    readings: [{ card_number: '123456782' }, { phone: '123456782' }],
    parts: [{ kind: 'either', number: '123456782' }],
  });
  expect(of('+48 123 456 782').readings).toEqual([{ phone: '123456782' }]);
  expect(of('123 456 783').readings).toEqual([{ phone: '123456783' }]);
});

it('takes the last name for the first or the last word, and a double name for one', () => {
  expect(of('Anna Maria Żółtowska').readings).toEqual([
    { last_name: 'Anna', first_name: 'Maria Żółtowska' },
    { last_name: 'Żółtowska', first_name: 'Anna Maria' },
  ]);
  expect(of('Nowak - Lis, Anna').readings[0]).toEqual({ last_name: 'Nowak-Lis', first_name: 'Anna' });
  expect(of('Nowak Anna 9.03.1985').readings).toEqual([
    { last_name: 'Nowak', first_name: 'Anna', birth_date: '1985-03-09' },
    { last_name: 'Anna', first_name: 'Nowak', birth_date: '1985-03-09' },
  ]);
});

it.each([
  ['', 'nothing'],
  ['  ', 'nothing'],
  ['Nowak', 'name_alone'],
  ['12', 'digits'],
  ['31.06.1985', 'digits'],
  ['9.03.2085', 'digits'],
  ['012345678', 'digits'],
  ['9.03.1985 10.03.1985', 'twice'],
])('asks nothing by "%s" and knows why', (line, lack) => {
  expect(of(line)).toMatchObject({ readings: [], lack });
});

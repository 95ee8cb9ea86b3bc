/** What one line says of the person who is looked for: names, a birth date, a telephone, a card, a PESEL. Pure. */
import { isoOf } from '../time/format';
import type { ClientSearch } from './client_api';

/** `either`: nine digits that can be a card as well as a telephone. Of a PESEL only the birth date is taken. */
export type Part =
  | { kind: 'names'; words: string }
  | { kind: 'lastName'; words: string }
  | { kind: 'birth' | 'pesel'; day: string }
  | { kind: 'phone' | 'card' | 'either'; number: string };
export type Lack = 'nothing' | 'name_alone' | 'digits' | 'twice';

export interface Understood {
  /** As it can be meant: names in both orders, nine digits as a card and as a telephone. Empty: nothing is asked. */
  readings: ClientSearch[];
  parts: Part[];
  /** Why nothing is asked. */
  lack: Lack | null;
}

/** `today`: "2026-11-30". A name alone finds half a town, and nobody needs to see that. */
export function understand(line: string, today: string): Understood {
  // A double name may be written with blanks: "Nowak - Lis".
  const tokens = line
    .replace(/(?<=\p{L})\s*[-–]\s*(?=\p{L})/gu, '-')
    .split(/[\s,;]+/)
    .filter(Boolean);
  const words = tokens.filter((token) => !/^[+(]?[\d()./-]*\d[\d()./-]*$/.test(token));
  const numbers = tokens.filter((token) => !words.includes(token));
  const dates = numbers.map((token) => (/\D/.test(token) ? bornOn(token, today) : null));
  const joined = numbers.filter((_, at) => dates[at] === null).join(' ');
  const found = joined === '' ? null : ofDigits(joined, today);
  const days = [...dates.filter((day) => day !== null), ...(found?.day ? [found.day] : [])];
  const parts: Part[] = [
    ...ofNames(words),
    ...dates.filter((day) => day !== null).map((day) => ({ kind: 'birth' as const, day })),
    ...(found?.part ? [found.part] : []),
  ];

  const lack: Lack | null =
    tokens.length === 0
      ? 'nothing'
      : joined !== '' && found === null
        ? 'digits'
        : days.length > 1
          ? 'twice'
          : words.length === 1 && numbers.length === 0
            ? 'name_alone'
            : null;
  if (lack !== null) return { readings: [], parts, lack };
  const birth: ClientSearch = days[0] ? { birth_date: days[0] } : {};
  const names = namesOf(words);
  const digits = found?.readings ?? [{}];
  return { readings: names.flatMap((name) => digits.map((digit) => ({ ...name, ...birth, ...digit }))), parts, lack };
}

function ofNames(words: readonly string[]): Part[] {
  if (words.length === 0) return [];
  return [{ kind: words.length === 1 ? 'lastName' : 'names', words: words.join(' ') }];
}

/** The last name stands first or last. */
function namesOf(words: readonly string[]): ClientSearch[] {
  const [first = '', ...others] = words;
  if (words.length === 0) return [{}];
  if (words.length === 1) return [{ last_name: first }];
  return [
    { last_name: first, first_name: others.join(' ') },
    { last_name: words.at(-1) ?? '', first_name: words.slice(0, -1).join(' ') },
  ];
}

interface OfDigits {
  part: Part;
  readings: ClientSearch[];
  day?: string;
}

function ofDigits(typed: string, today: string): OfDigits | null {
  const day = bornOn(typed.replaceAll(' ', ''), today) ?? bornOn(typed.replaceAll(' ', '.'), today);
  if (day) return { part: { kind: 'birth', day }, readings: [{}], day };
  const digits = typed.replace(/\D/g, '');
  const born = typed.includes('+') ? null : bornByPesel(digits, today);
  if (born) return { part: { kind: 'pesel', day: born }, readings: [{}], day: born };
  const number = digits.replace(/^(?:00)?48(?=\d{9}$)/, '');
  if (number.length !== 9) return null;
  const isPhone = /^[1-9]/.test(number);
  const isCard = number === digits && !/[+(]/.test(typed) && hasCheckDigit(number);
  if (isPhone && isCard) return { part: { kind: 'either', number }, readings: [{ card_number: number }, { phone: number }] };
  if (isCard) return { part: { kind: 'card', number }, readings: [{ card_number: number }] };
  return isPhone ? { part: { kind: 'phone', number }, readings: [{ phone: number }] } : null;
}

/** null: no day on which somebody who lives can be born. */
function bornOn(typed: string, today: string): string | null {
  const day = isoOf(typed);
  return day !== null && day >= '1900-01-01' && day <= today ? day : null;
}

const PESEL_WEIGHTS = [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1];

/** null: it is no PESEL, by its check digit or its day. The month tells the century. */
function bornByPesel(digits: string, today: string): string | null {
  if (!/^\d{11}$/.test(digits)) return null;
  const sum = PESEL_WEIGHTS.reduce((all, weight, at) => all + weight * Number(digits[at]), 0);
  const month = Number(digits.slice(2, 4));
  const century = ['19', '20', '21', '22', '18'][Math.floor(month / 20)] ?? '';
  if (sum % 10 !== 0) return null;
  return bornOn(`${century}${digits.slice(0, 2)}-${String(month % 20).padStart(2, '0')}-${digits.slice(4, 6)}`, today);
}

/** As a card's last digit fits the others (Luhn). */
function hasCheckDigit(number: string): boolean {
  const sum = [...number].reverse().reduce((all, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 1 : 2);
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}

import { expect, it } from 'vitest';
import { clientKind } from '../../src/staff/client_kind';

const WORDS = { unknown: 'nieznana przeglądarka', program: 'program' };

it.each([
  ['page', 'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0', 'Firefox, Linux'],
  ['page', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36 Edg/130.0.0.0', 'Edge, Windows'],
  ['page', 'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36', 'Chrome, Android'],
  [
    'page',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    'Safari, iOS',
  ],
  ['page', '', 'nieznana przeglądarka'],
  ['program', 'python-httpx/0.28.1', 'program, python-httpx'],
  ['program', '<script>', 'program'],
] as const)('%s %s is %s', (kind, userAgent, told) => {
  expect(clientKind(kind, userAgent, WORDS)).toBe(told);
});

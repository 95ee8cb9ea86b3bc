import { expect, it } from 'vitest';
import { ApiError, errorOf, sentenceOf } from '../../src/api/errors';

it('a Problem becomes an error with its sentence, its fields and the delay', async () => {
  const problem = {
    code: 'too_many_attempts',
    message: 'Zbyt wiele nieudanych prób.',
    fields: [{ field: 'username', message: 'Pole jest wymagane.' }],
  };
  const error = await errorOf(Response.json(problem, { status: 429, headers: { 'Retry-After': '16' } }), 'x');
  expect([error.code, error.status, error.retryAfter]).toEqual(['too_many_attempts', 429, 16]);
  expect(error.message).toBe('Zbyt wiele nieudanych prób.');
  expect(error.of('username')).toBe('Pole jest wymagane.');
  expect(error.of('password')).toBe('');
});

it('an answer that is no Problem is told in a sentence of ours', async () => {
  const error = await errorOf(new Response('<html>Bad gateway</html>', { status: 502 }), 'Nie można odczytać.');
  expect([error.code, error.status, error.message]).toEqual(['unreadable', 502, 'Nie można odczytać.']);
});

it('whatever is thrown has a sentence', () => {
  expect(sentenceOf(new TypeError('x'), 'Błąd.')).toBe('Błąd.');
  expect(sentenceOf(new ApiError('busy', 'Serwer jest przeciążony.', 503), 'Błąd.')).toBe('Serwer jest przeciążony.');
  expect(sentenceOf(new ApiError('unreadable', 'Odpowiedzi nie udało się odczytać.', 502), 'Błąd.')).toBe('Błąd.');
});

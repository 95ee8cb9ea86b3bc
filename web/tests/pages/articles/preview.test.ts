import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../../src/api/client';
import type { ArticlesApi, Language, Preview, Words } from '../../../src/pages/articles/articles_api';
import { PREVIEW_MS, Previewing } from '../../../src/pages/articles/preview.svelte';

const words = (short_answer: string) => ({ short_answer, full_answer: '' }) as Words;
let asked: unknown[][];
let failure: ApiError | null;
let previewing: Previewing;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('URL', Object.assign(class extends URL {}, { createObjectURL: () => 'blob:sound', revokeObjectURL: () => undefined }));
  asked = [];
  failure = null;
  const api = {
    preview: (wanted: Words, language: Language) => {
      asked.push(['preview', wanted.short_answer, language]);
      if (failure !== null) return Promise.reject(failure);
      return Promise.resolve({ spoken: wanted.short_answer, short_answer_filled: wanted.short_answer } as Preview);
    },
    sound: (text: string, language: Language) => {
      asked.push(['sound', text, language]);
      return Promise.resolve(new Blob());
    },
  };
  previewing = new Previewing(api as unknown as ArticlesApi);
});
afterEach(() => {
  previewing.stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

it('speaks what is shown in its own language while the next one is asked for', async () => {
  previewing.show(words('Tak.'), 'pl');
  await after(PREVIEW_MS);
  previewing.show(words('Yes.'), 'en');
  await previewing.speak();
  expect([previewing.answer?.language, asked.at(-1)]).toEqual(['pl', ['sound', 'Tak.', 'pl']]);
  await after(PREVIEW_MS);
  await previewing.speak();
  expect([previewing.answer?.language, asked.at(-1)]).toEqual(['en', ['sound', 'Yes.', 'en']]);
});

it('asks about the same words again when there was no answer, and not when there was one', async () => {
  failure = new ApiError('network', 'Brak połączenia.', 0);
  previewing.show(words('Tak.'), 'pl');
  await after(PREVIEW_MS);
  expect(previewing.failure).toBe('Brak połączenia.');
  failure = null;
  for (let time = 0; time < 2; time += 1) {
    previewing.show(words('Tak.'), 'pl');
    await after(PREVIEW_MS);
  }
  expect([asked.length, previewing.failure, previewing.answer?.spoken]).toEqual([2, '', 'Tak.']);
});

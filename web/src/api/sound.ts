/** A text as callers hear it: spoken by the engine of the line, 8 kHz. */
import { api } from './client';
import { ApiError } from './errors';
import type { components } from './schema';

export type SpokenLanguage = components['schemas']['PreviewIn']['language'];

const SOUND_MS = 60_000; // the engine may have to be loaded first

function patiently(request: Request): Promise<Response> {
  return fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(SOUND_MS)]) });
}

/** `signal`: it is wanted no longer. */
export type Speak = (text: string, language: SpokenLanguage, signal?: AbortSignal) => Promise<Blob>;

/** Raises ApiError: 429 while the same account waits for another one. */
export async function soundOf(text: string, language: SpokenLanguage, signal?: AbortSignal): Promise<Blob> {
  const body = { text, language, prompt: null, values: {} };
  const { data } = await api.POST('/api/prompts/preview', { body, parseAs: 'blob', fetch: patiently, ...(signal && { signal }) });
  if (data === undefined) throw new ApiError('unreadable', '');
  return data as unknown as Blob;
}

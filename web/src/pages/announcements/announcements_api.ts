/** What callers hear, and changing it. Failures are ApiErrors. */
import { api, ApiError, said, type Schema } from '../../api/client';
import { isProposal } from '../../api/proposal';

export type Announcement = Schema['PromptOut'];
export type Opened = Schema['PromptHistory'];
export type Version = Opened['history'][number];
export type Language = Version['language'];
export type Checked = Schema['TextChecked'];
export type Engine = Schema['SpeechEngineOut'];
export type Pronunciation = Schema['Pronunciation'];
export type NewAnnouncement = Schema['PromptIn'];

export const LANGUAGES: readonly Language[] = ['pl', 'en', 'uk'];

/** From when to when it is said; null: at once, and until further notice. Moments, or days of which the last one counts. */
export interface Span {
  valid_from: string | null;
  valid_to: string | null;
}

/** What is to be heard before anything is saved. */
export interface Draft {
  text: string;
  language: Language;
  /** Whose values fill it. */
  prompt?: string;
  engine?: Engine['engine'];
  /** Words spoken otherwise than the dictionary says; empty: as the engine thinks. */
  pronunciations?: Record<string, string>;
}

/** Whoever changes something says which state was read (ApiError `stale_version` otherwise). null: a second person is waited for. */
export interface AnnouncementsApi {
  all(): Promise<Announcement[]>;
  one(id: string): Promise<Opened>;
  make(wanted: NewAnnouncement): Promise<Opened | null>;
  say(read: Opened, language: Language, text: string, span: Span): Promise<Opened | null>;
  record(read: Opened, language: Language, sound: Blob, span: Span): Promise<Opened | null>;
  /** Synthesis speaks again. */
  endRecording(read: Opened, language: Language): Promise<Opened | null>;
  endWords(read: Opened, version: string): Promise<Opened | null>;
  restore(read: Opened, version: string): Promise<Opened | null>;
  check(draft: Draft): Promise<Checked>;
  engines(): Promise<Engine[]>;
  /** All four as callers hear it. */
  hear(id: string, language: Language): Promise<Blob>;
  hearVersion(id: string, version: string): Promise<Blob>;
  hearDraft(draft: Draft): Promise<Blob>;
  hearSound(id: string, language: Language, sound: Blob): Promise<Blob>;
  pronunciations(): Promise<Pronunciation[]>;
  pronounce(language: Language, word: string, spoken: string): Promise<void>;
  /** As the engine thinks again. */
  forget(language: Language, word: string): Promise<void>;
}

const SOUND_MS = 60_000; // to be spoken
const UPLOAD_MS = 300_000; // five minutes of sound, on a slow line

const within = (ms: number) => (request: Request) => fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(ms)]) });

const on = ({ version }: Opened) => ({ 'If-Match': `"${version}"` });

function saved(answer: Opened | Schema['ProposalOut']): Opened | null {
  return isProposal(answer) ? null : answer;
}

async function sound(answer: Promise<{ data?: unknown }>): Promise<Blob> {
  const { data } = await answer;
  if (data === undefined) throw new ApiError('unreadable', '');
  return data as Blob;
}

/** The description of the web service knows a file as text. */
function asBody(content: Blob) {
  return { body: content as unknown as string, headers: { 'Content-Type': 'application/octet-stream' }, bodySerializer: (body: unknown) => body };
}

function asked({ text, language, prompt, engine, pronunciations }: Draft) {
  return { text, language, prompt: prompt ?? null, values: {}, engine: engine ?? null, pronunciations: pronunciations ?? {} };
}

export const webAnnouncementsApi: AnnouncementsApi = {
  all: () => said(api.GET('/api/prompts')),
  one: (id) => said(api.GET('/api/prompts/{prompt}', { params: { path: { prompt: id } } })),
  make: async (wanted) => saved(await said(api.POST('/api/prompts', { body: wanted }))),
  async say(read, language, text, span) {
    const params = { path: { prompt: read.id, language }, header: on(read) };
    return saved(await said(api.PUT('/api/prompts/{prompt}/texts/{language}', { params, body: { text, ...span } })));
  },
  async record(read, language, content, { valid_from, valid_to }) {
    const query = { ...(valid_from !== null && { valid_from }), ...(valid_to !== null && { valid_to }) };
    const params = { path: { prompt: read.id, language }, header: on(read), query };
    return saved(await said(api.PUT('/api/prompts/{prompt}/audio/{language}', { params, ...asBody(content), fetch: within(UPLOAD_MS) })));
  },
  async endRecording(read, language) {
    const params = { path: { prompt: read.id, language }, header: on(read) };
    return saved(await said(api.DELETE('/api/prompts/{prompt}/audio/{language}', { params })));
  },
  async endWords(read, version) {
    const params = { path: { prompt: read.id, version }, header: on(read) };
    return saved(await said(api.DELETE('/api/prompts/{prompt}/versions/{version}', { params })));
  },
  async restore(read, version) {
    const params = { path: { prompt: read.id, version }, header: on(read) };
    return saved(await said(api.POST('/api/prompts/{prompt}/versions/{version}/restore', { params })));
  },
  check: ({ text, language, prompt }) => said(api.POST('/api/prompts/check', { body: { text, language, prompt: prompt ?? null } })),
  engines: () => said(api.GET('/api/speech-engines')),
  hear(id, language) {
    const params = { path: { prompt: id, language } };
    return sound(api.GET('/api/prompts/{prompt}/sound/{language}', { params, parseAs: 'blob', fetch: within(SOUND_MS) }));
  },
  hearVersion(id, version) {
    const params = { path: { prompt: id, version } };
    return sound(api.GET('/api/prompts/{prompt}/versions/{version}/sound', { params, parseAs: 'blob', fetch: within(SOUND_MS) }));
  },
  hearDraft: (draft) => sound(api.POST('/api/prompts/preview', { body: asked(draft), parseAs: 'blob', fetch: within(SOUND_MS) })),
  hearSound(id, language, content) {
    const params = { path: { prompt: id, language } };
    return sound(api.POST('/api/prompts/{prompt}/audio/{language}/preview', { params, ...asBody(content), parseAs: 'blob', fetch: within(UPLOAD_MS) }));
  },
  pronunciations: () => said(api.GET('/api/pronunciations')),
  pronounce: async (language, word, spoken) =>
    void (await said(api.PUT('/api/pronunciations/{language}/{word}', { params: { path: { language, word } }, body: { spoken } }))),
  forget: async (language, word) => void (await said(api.DELETE('/api/pronunciations/{language}/{word}', { params: { path: { language, word } } }))),
};

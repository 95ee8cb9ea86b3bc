/** Everyday words, tried and kept, and how articles are used. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type KeptWord = Schema['EverydayWordOut'];
export type WantedWord = Required<Schema['EverydayWordIn']>;
export type ShippedPhrase = Schema['ShippedPhrase'];
export type Trial = Schema['Trial'];
export type Side = Schema['TrialSide'];
export type Otherwise = Schema['Otherwise'];
export type ArticleUse = Schema['ArticleUse'];
export type Language = WantedWord['language'];

export interface WordsApi {
  /** What editors have added. */
  words(): Promise<KeptWord[]>;
  /** What ships and has a word that begins so. */
  shipped(typed: string): Promise<ShippedPhrase[]>;
  add(word: WantedWord): Promise<KeptWord>;
  remove(id: string): Promise<void>;
  /** What a question finds without and with the word. Nothing is saved. */
  attempt(word: WantedWord, q: string, signal: AbortSignal): Promise<Trial>;
  /** Questions that were put in other words. */
  otherwise(): Promise<Otherwise[]>;
  forget(pair: Otherwise): Promise<void>;
}

export const webWordsApi: WordsApi = {
  async words() {
    return (await said(api.GET('/api/knowledge/everyday-words'))).words;
  },
  async shipped(typed) {
    return (await said(api.GET('/api/knowledge/everyday-words', { params: { query: { q: typed } } }))).shipped;
  },
  async add(word) {
    return said(api.POST('/api/knowledge/everyday-words', { body: word }));
  },
  async remove(id) {
    await said(api.DELETE('/api/knowledge/everyday-words/{word_id}', { params: { path: { word_id: id } } }));
  },
  async attempt(word, q, signal) {
    return said(api.POST('/api/knowledge/everyday-words/trial', { body: { ...word, q }, signal }));
  },
  async otherwise() {
    return (await said(api.GET('/api/knowledge/asked-otherwise'))).pairs;
  },
  async forget({ language, words, then_words }) {
    await said(api.POST('/api/knowledge/asked-otherwise/forget', { body: { language, words, then_words } }));
  },
};

export interface UsesApi {
  /** Published articles, the least used first. */
  uses(): Promise<ArticleUse[]>;
}

export const webUsesApi: UsesApi = {
  async uses() {
    return (await said(api.GET('/api/knowledge/article-uses'))).articles;
  },
};

/** How what is typed is read and heard: asked a moment after the last key, and only the newest answer counts. */
import { reasonsOf } from '../../api/client';
import { t } from '../../words';
import type { ArticlesApi, Language, Preview as Answer, Words } from './articles_api';

export const PREVIEW_MS = 400;

/** With the language of its words: the page may have gone on to another one. */
export type Previewed = Answer & { language: Language };

export class Previewing {
  answer = $state.raw<Previewed | null>(null);
  failure = $state('');
  sound = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  soundFailure = $state('');
  /** Where the browser finds the sound. */
  address = $state('');
  #asking: AbortController | null = null;
  #speaking: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asked = '';

  constructor(private readonly api: ArticlesApi) {}

  show(words: Words, language: Language): void {
    const wanted = JSON.stringify([words, language]);
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    this.#silence();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(words, language), PREVIEW_MS);
  }

  /** What is shown, in its own language. */
  async speak(): Promise<void> {
    const { answer } = this;
    if (!answer?.spoken) return;
    this.#silence();
    const speaking = new AbortController();
    this.#speaking = speaking;
    this.sound = 'loading';
    try {
      const sound = await this.api.sound(answer.spoken, answer.language, speaking.signal);
      if (speaking.signal.aborted) return;
      this.address = URL.createObjectURL(sound);
      this.sound = 'there';
    } catch (error) {
      if (speaking.signal.aborted) return;
      this.soundFailure = reasonsOf(error, t.articles.preview.soundFailed);
      this.sound = 'failed';
    }
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#silence();
  }

  #silence(): void {
    this.#speaking?.abort();
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = '';
    this.sound = 'none';
    this.soundFailure = '';
  }

  async #ask(words: Words, language: Language): Promise<void> {
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const answer = await this.api.preview(words, language, asking.signal);
      if (asking.signal.aborted) return;
      this.answer = { ...answer, language };
      this.failure = '';
    } catch (error) {
      if (asking.signal.aborted) return;
      this.#asked = ''; // the same words are asked about again
      this.failure = reasonsOf(error, t.articles.preview.failed);
    }
  }
}

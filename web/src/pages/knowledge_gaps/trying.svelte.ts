/** A question with and without an everyday word, side by side as somebody types. */
import { sentenceOf } from '../../api/client';
import { t } from '../../words';
import type { Trial, WantedWord, WordsApi } from './words_api';

export const TRY_MS = 300; // after a key

export class Trying {
  trial = $state.raw<Trial | null>(null);
  failure = $state('');
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asking: AbortController | null = null;

  constructor(private readonly api: Pick<WordsApi, 'attempt'>) {}

  /** Another word or question stands there; what is not complete yet is not tried. */
  changed(word: WantedWord, q: string): void {
    this.stop();
    if (!word.phrase.trim() || !word.meaning.trim() || !q.trim()) {
      this.trial = null;
      this.failure = '';
      return;
    }
    this.#timer = setTimeout(() => void this.#attempt(word, q.trim()), TRY_MS);
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#timer = this.#asking = null;
  }

  async #attempt(word: WantedWord, q: string): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      const trial = await this.api.attempt(word, q, asking.signal);
      if (asking !== this.#asking) return;
      this.trial = trial;
      this.failure = '';
    } catch (error) {
      if (asking !== this.#asking || asking.signal.aborted) return;
      this.failure = sentenceOf(error, t.gaps.words.notTried);
    }
  }
}

/** Which hits stand elsewhere than before, by their place: `null`: new among them. */
export function movedFrom({ before, after }: Trial): (number | null)[] {
  return after.hits.map(({ kind, id }) => {
    const at = before.hits.findIndex((hit) => hit.kind === kind && hit.id === id);
    return at < 0 ? null : at;
  });
}

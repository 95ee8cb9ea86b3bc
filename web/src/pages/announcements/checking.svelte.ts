/** What is wrong with a text while it is typed: asked a moment after the last key, and only the newest answer counts. */
import type { AnnouncementsApi, Checked, Draft } from './announcements_api';

export const CHECK_MS = 300;

export class Checking {
  answer = $state.raw<Checked | null>(null);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #round = 0;
  #asked = '';

  constructor(private readonly api: Pick<AnnouncementsApi, 'check'>) {}

  show(draft: Draft): void {
    const wanted = JSON.stringify(draft);
    if (wanted === this.#asked) return;
    this.#asked = wanted;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(draft), CHECK_MS);
  }

  stop(): void {
    this.#round += 1;
    this.#asked = '';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.answer = null;
  }

  async #ask(draft: Draft): Promise<void> {
    const round = (this.#round += 1);
    try {
      const answer = await this.api.check(draft);
      if (round === this.#round) this.answer = answer;
    } catch {
      if (round === this.#round) this.#asked = ''; // saving says what is wrong, too; the next key asks again
    }
  }
}

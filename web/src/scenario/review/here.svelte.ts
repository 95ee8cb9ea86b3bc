/** Who else looks at this scenario: said and asked every ten seconds, while the page is seen. */
import type { Present, ReviewApi } from './review_api';

export const EVERY_MS = 10_000;

export class Here {
  others = $state.raw<readonly Present[]>([]);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #round = 0;

  constructor(private readonly api: Pick<ReviewApi, 'here'>) {}

  /** At once, and from then on; with another node or scenario from now on. */
  at(name: string, node: string | null): void {
    this.stop();
    void this.#say(name, node, this.#round);
  }

  stop(): void {
    this.#round += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #say(name: string, node: string | null, round: number): Promise<void> {
    if (!document.hidden) {
      const found = await this.api.here(name, node).catch(() => []); // whoever cannot be asked about is shown no longer
      if (round !== this.#round) return;
      this.others = found;
    }
    this.#timer = setTimeout(() => void this.#say(name, node, round), EVERY_MS);
  }
}

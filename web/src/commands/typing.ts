/** Tells a key that is meant from a sign of a word that somebody types while no field has the focus. */

/** Another sign within that time makes a word. */
export const WORD_MS = 400;

export class Typing {
  #at = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `steady`: milliseconds of a clock that never goes back. */
  constructor(private readonly steady: () => number = () => performance.now()) {}

  /** A sign has come that belongs to no key, or to a field. */
  sign(): void {
    clearTimeout(this.#timer);
    this.#at = this.steady();
  }

  /** A key that is no sign has ended what was typed: what follows is meant, however soon. */
  ends(): void {
    this.#at = -Infinity;
  }

  /** A key has come that would do something: at once, or, `waits`, when no other sign has followed it. */
  key(act: () => void, waits: boolean): void {
    const isOfWord = this.steady() - this.#at < WORD_MS;
    this.sign();
    if (isOfWord) return;
    if (waits) this.#timer = setTimeout(act, WORD_MS);
    else act();
  }
}

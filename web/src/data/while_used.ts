/**
 * Asks again and again while somebody looks at this tab and has used it within ten minutes, so that a session that nobody
 * uses ends as others do. Whoever comes back sees at once what is so.
 */
const UNUSED_MS = 600_000;
const SIGNS = ['keydown', 'pointerdown', 'visibilitychange'];

export class WhileUsed {
  #usedAt = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(
    private readonly ask: () => void,
    private readonly everyMs: number,
  ) {}

  start(): void {
    this.stop();
    this.#used();
    for (const sign of SIGNS) document.addEventListener(sign, this.#used);
    this.#timer = setInterval(() => {
      if (!document.hidden && performance.now() - this.#usedAt < UNUSED_MS) this.ask();
    }, this.everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    for (const sign of SIGNS) document.removeEventListener(sign, this.#used);
    this.#usedAt = -Infinity;
  }

  readonly #used = (): void => {
    const now = performance.now();
    if (now - this.#usedAt > this.everyMs && !document.hidden) this.ask();
    if (!document.hidden) this.#usedAt = now;
  };
}

/** A long job of the server, asked about for as long as it goes on. A question that fails is asked again. */
export class Following {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isOn = true;

  constructor(
    private readonly ask: () => Promise<unknown>,
    private readonly isGoing: () => boolean,
    private readonly everyMs: number,
  ) {}

  /** Harmless while it is followed already. To be called when something may have begun. */
  look(): void {
    if (this.#timer !== null || !this.#isOn || !this.isGoing()) return;
    this.#timer = setTimeout(() => void this.#once(), this.everyMs);
  }

  /** In a component: for as long as it is shown. */
  follow(): void {
    $effect(() => {
      if (this.isGoing()) this.look();
    });
    $effect(() => () => this.stop());
  }

  stop(): void {
    this.#isOn = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #once(): Promise<void> {
    await this.ask().catch(() => undefined);
    this.#timer = null;
    this.look();
  }
}

/** The one of a list that an address opens by its id. It is looked at once, since each look may be written down. */
import { tick, untrack } from 'svelte';
import { Loaded, type LoadState } from './loaded.svelte';

export class Opened<T extends { id: string }> {
  readonly #loaded: Loaded<T, [string]>;
  #id = $state.raw<string | null>(null);

  constructor(view: (id: string) => Promise<T>, otherwise?: () => string) {
    this.#loaded = new Loaded(view, otherwise);
  }

  get value(): T | null {
    return this.#loaded.value;
  }

  get state(): LoadState {
    return this.#loaded.state;
  }

  get failure(): string {
    return this.#loaded.failure;
  }

  /** Of what is opened or to be opened. */
  get id(): string | null {
    return this.#id;
  }

  /** null: none. Did that open another one? */
  async open(id: string | null): Promise<boolean> {
    if (id === this.#id && this.state !== 'failed') return false;
    this.#loaded.forget();
    this.#id = id;
    if (id !== null) await this.#loaded.load(id);
    return true;
  }

  /** Looks once more; what is shown stays until then. */
  async again(): Promise<void> {
    if (this.#id !== null) await this.#loaded.load(this.#id);
  }

  /** What an answer says of it, if it is still the one that is opened. */
  put(value: T): void {
    if (value.id === this.#id) this.#loaded.value = value;
  }

  /** In a component: follows the id of the address, and moves the focus to where it is shown. */
  follow(id: () => string | null, place: () => HTMLElement | undefined, also?: () => void): void {
    $effect(() => {
      const wanted = id();
      untrack(() => {
        if (wanted !== this.#id) also?.();
        void this.open(wanted).then(async (isOther) => {
          await tick();
          if (isOther && this.value !== null) place()?.focus();
        });
      });
    });
  }
}

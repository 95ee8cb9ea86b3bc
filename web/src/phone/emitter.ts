/**
 * Events with types. A listener that throws stops neither the others nor the one who tells: its error is reported to the page.
 */
export type Listener<Value> = (value: Value) => void;

export class Emitter<Events extends object> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** Listens until the function that comes back is called. */
  on<Name extends keyof Events>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners);
    listeners.add(listener as Listener<never>);
    return () => void listeners.delete(listener as Listener<never>);
  }

  protected emit<Name extends keyof Events>(name: Name, value: Events[Name]): void {
    for (const listener of [...(this.#listeners.get(name) ?? [])]) {
      try {
        (listener as Listener<Events[Name]>)(value);
      } catch (error) {
        reportFailure(error);
      }
    }
  }
}

/** To the page's own handler of errors, never to the caller. */
export function reportFailure(error: unknown): void {
  setTimeout(() => {
    throw error;
  });
}

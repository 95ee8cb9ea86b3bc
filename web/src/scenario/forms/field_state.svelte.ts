/** A value of the graph as a part of `ui` reads and writes it. */
import type { FieldState } from '../../ui/field';

interface Given<V> {
  read: () => V;
  write: (value: V) => void;
  /** What is wrong with it; empty: nothing. */
  problem?: () => string;
  isRequired?: () => boolean;
  most?: number;
}

export function bound<V>({ read, write, problem = () => '', isRequired = () => false, most }: Given<V>): FieldState<V> {
  return {
    get value() {
      return read();
    },
    set value(value) {
      write(value);
    },
    get problem() {
      return problem();
    },
    get isRequired() {
      return isRequired();
    },
    most,
    id: '',
    label: '',
  };
}

/** What somebody types: it stays as it was typed until the field is left, whatever is kept of it. `isLate`: nothing is kept before. */
export class Typing {
  #typed = $state.raw<string | null>(null);

  constructor(
    private readonly shown: () => string,
    private readonly keep: (typed: string) => void,
    private readonly isLate = false,
  ) {}

  get text(): string {
    return this.#typed ?? this.shown();
  }

  set text(typed: string) {
    this.#typed = typed;
    if (!this.isLate) this.keep(typed);
  }

  /** The field is left. `isWrong`: what was typed stays, and is not kept. */
  left(isWrong = false): void {
    const typed = this.#typed;
    if (typed === null || (this.isLate && isWrong)) return;
    this.#typed = null;
    if (this.isLate && typed !== this.shown()) this.keep(typed);
  }

  forget(): void {
    this.#typed = null;
  }
}

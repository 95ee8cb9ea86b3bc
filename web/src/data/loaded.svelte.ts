/** Something that is read of the server. What is shown stays until the next answer is there; of two answers the later question's counts. */
import { sentenceOf } from '../api/errors';
import { t } from '../words';

export type LoadState = 'none' | 'loading' | 'there' | 'failed';

/** What `LoadStateView` shows: of one thing or of a list. */
export interface Loading {
  readonly state: LoadState;
  readonly failure: string;
  again(): Promise<void>;
}

export class Loaded<T, A extends unknown[] = []> implements Loading {
  value = $state.raw<T | null>(null);
  state = $state<LoadState>('none');
  failure = $state('');
  #asked: A | null = null;
  #round = 0;

  /** `otherwise`: what is said when the server gives no reason. */
  constructor(
    private readonly ask: (...asked: A) => Promise<T>,
    private readonly otherwise: () => string = () => t.ui.notLoaded,
  ) {}

  /** Never raises. */
  async load(...asked: A): Promise<void> {
    this.#asked = asked;
    const round = ++this.#round;
    this.state = 'loading';
    try {
      const value = await this.ask(...asked);
      if (round !== this.#round) return;
      this.value = value;
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, this.otherwise());
      this.state = 'failed';
    }
  }

  /** The same once more. */
  async again(): Promise<void> {
    if (this.#asked !== null) await this.load(...this.#asked);
  }

  /** Also what is on its way. */
  forget(): void {
    this.#round += 1;
    this.value = null;
    this.failure = '';
    this.state = 'none';
  }
}

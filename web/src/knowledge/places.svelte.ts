/** How offices are reached, read when somebody first asks about one, and again when that is some minutes ago. */
import { Loaded } from '../data/loaded.svelte';
import { t } from '../words';
import type { FoundPlace, KnowledgeApi } from './knowledge_api';
import { placeCard } from './place_card';

const FRESH_MS = 180_000; // hours of a day change, and so do telephones

export class Places {
  readonly offices = new Loaded(
    () => this.api.places(null),
    () => t.directory.failed,
  );
  /** A help only: without them the card says nothing of gminas. */
  readonly #gminas = new Loaded(() => this.api.gminas());
  #readAt = -Infinity;

  constructor(
    private readonly api: KnowledgeApi,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Never raises. */
  want(): void {
    if (this.#gminas.value === null && this.#gminas.state !== 'loading') void this.#gminas.load();
    const isFresh = this.offices.state === 'there' && this.clock() - this.#readAt < FRESH_MS;
    if (isFresh || this.offices.state === 'loading') return;
    this.#readAt = this.clock();
    void this.offices.load();
  }

  /** Reactive; null: not read yet, or not there. */
  card(place: FoundPlace) {
    return placeCard(this.offices.value ?? [], this.#gminas.value ?? [], place);
  }
}

/** Announcements heard one after the other. */
import { Hearing } from '../../blocks/hearing/hearing.svelte';
import { BEEP } from './telling';
import type { Heard, SimulatorApi } from './simulator_api';

export class Playlist {
  readonly hearing = new Hearing();
  #next: readonly Heard[] = [];
  #asking: AbortController | null = null;

  constructor(private readonly api: SimulatorApi) {}

  /** What is heard goes on; these come after it. */
  add(all: readonly Heard[]): void {
    this.#next = [...this.#next, ...all.filter(({ prompt }) => prompt !== BEEP)];
    if (this.hearing.state === 'none' || this.hearing.state === 'failed') this.goOn();
  }

  /** This one now, and nothing after it. */
  play(heard: Heard): void {
    this.#next = [heard];
    this.goOn();
  }

  /** One is over. */
  goOn(): void {
    const [heard, ...rest] = this.#next;
    this.#next = rest;
    this.#asking?.abort();
    if (heard === undefined) {
      this.hearing.silence();
      return;
    }
    const asking = (this.#asking = new AbortController());
    void this.hearing.play(keyOf(heard), () => this.api.sound(heard, asking.signal));
  }

  silence(): void {
    this.#next = [];
    this.#asking?.abort();
    this.hearing.silence();
  }
}

/** Which of those that were heard. */
export const keyOf = (heard: Heard): string => `${heard.at}/${heard.prompt}`;

/** Who called, for the calls of a list: asked when somebody wants to know it, since each name is a look that is written down. */
import { api, said } from '../api/client';
import { Doing } from '../data/doing.svelte';
import { t } from '../words';
import type { Call } from './call';

export interface CallersApi {
  /** Names by call; those that one may not know are left out. At most 50 calls. */
  names(calls: string[]): Promise<Record<string, string>>;
}

const AT_ONCE = 50;

export const webCallersApi: CallersApi = {
  async names(calls) {
    const found = await said(api.POST('/api/calls/callers', { body: { calls } }));
    return Object.fromEntries(Object.entries(found.callers).map(([call, who]) => [call, `${who.first_name} ${who.last_name}`]));
  },
};

export class Callers {
  isShown = $state(false);
  readonly asking = new Doing();
  #names = $state.raw<Readonly<Record<string, string>>>({});
  #asked = new Set<string>();
  #wanted: readonly Call[] = [];

  constructor(private readonly api: CallersApi) {}

  of(call: Call): string {
    return this.#names[call.id] ?? '';
  }

  /** Of these calls, as far as they were not told yet. A failure is told by `asking`; whoever asks again is answered. */
  async show(calls: readonly Call[]): Promise<void> {
    this.isShown = true;
    this.#wanted = calls;
    if (this.asking.isBusy) return; // whatever is wanted by then comes after it
    for (let isGood = true; isGood;) {
      const part = this.#wanted
        .map((call) => call.id)
        .filter((id) => !this.#asked.has(id))
        .slice(0, AT_ONCE);
      if (part.length === 0) return;
      isGood = await this.asking.run(() => this.#ask(part), { failed: t.calls.callers.failed });
    }
  }

  async #ask(part: string[]): Promise<void> {
    this.#names = { ...this.#names, ...(await this.api.names(part)) };
    part.forEach((id) => this.#asked.add(id));
  }
}

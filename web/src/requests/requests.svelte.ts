/** The requests that are shown, and the one that is worked off. */
import { ApiError, sentenceOf } from '../api/client';
import { Pages } from '../api/pages.svelte';
import { t } from '../words';
import type { Act, DocumentKind, PersonRequest, RequestDetails, RequestFilter, RequestsApi } from './requests_api';
import { isGoing } from './steps';

export const ASK_MS = 5000; // while an erasure goes on; the server looks at it every minute

export class Requests {
  readonly list: Pages<PersonRequest>;
  opened = $state.raw<RequestDetails | null>(null);
  /** Of the one that is opened or to be opened. */
  openState = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  openFailure = $state('');
  isBusy = $state(false);
  actFailure = $state('');
  /** What was done last. */
  done = $state('');
  /** The document that is being made. */
  making = $state<DocumentKind | null>(null);
  documentFailure = $state('');
  #filter: RequestFilter = { state: 'open', kind: '' };
  #wanted: string | null = null;
  #round = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #isOn = true;

  constructor(private readonly api: RequestsApi) {
    this.list = new Pages((after) => api.list(this.#filter, after), () => t.requests.failed);
  }

  async show(filter: RequestFilter): Promise<void> {
    this.#filter = { ...filter };
    await this.list.load();
  }

  /** null: none. Looked at once, however often it is wanted. */
  async open(id: string | null): Promise<void> {
    if (id === this.#wanted && this.openState !== 'failed') return;
    this.#round += 1;
    this.#wanted = id;
    this.#stopAsking();
    this.opened = null;
    this.actFailure = this.done = this.documentFailure = this.openFailure = '';
    this.openState = id === null ? 'none' : 'loading';
    if (id !== null) await this.#view(id);
  }

  /** Did it work? What did not work is told. */
  async act(act: Act, note: string): Promise<boolean> {
    const request = this.opened;
    if (request === null || this.isBusy) return false;
    this.isBusy = true;
    this.actFailure = this.done = '';
    try {
      this.#put(await this.api.act(request, act, note.trim() || null));
      this.done = t.requests.done(t.requests.steps.actions[act] ?? act);
      return true;
    } catch (error) {
      this.actFailure = sentenceOf(error, t.requests.notDone);
      if (error instanceof ApiError && error.code === 'stale_version') {
        this.actFailure = t.requests.stale;
        await this.#view(request.id);
      }
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** null: it did not work, and is told. */
  async document(kind: DocumentKind): Promise<Blob | null> {
    const request = this.opened;
    if (request === null || this.making !== null) return null;
    this.making = kind;
    this.documentFailure = this.done = '';
    try {
      const file = await this.api.document(request.id, kind);
      await this.#view(request.id); // it is a step, and the version is another one
      return file;
    } catch (error) {
      this.documentFailure = sentenceOf(error, t.requests.documents.failed);
      return null;
    } finally {
      this.making = null;
    }
  }

  stop(): void {
    this.#isOn = false;
    this.#round += 1;
    this.#stopAsking();
  }

  async #view(id: string): Promise<void> {
    const round = this.#round;
    try {
      const request = await this.api.view(id);
      if (round !== this.#round) return;
      this.openState = 'there';
      this.#put(request);
    } catch (error) {
      if (round !== this.#round) return;
      this.openFailure = sentenceOf(error, t.requests.failed);
      if (this.opened === null) this.openState = 'failed';
    }
  }

  #put(request: RequestDetails): void {
    if (this.#wanted === request.id) this.opened = request;
    // A list of those in another state does not get it; where it stands it stays in sight.
    if (this.list.rows.some((each) => each.id === request.id)) this.list.put(request, (each) => each.id === request.id);
    this.#follow();
  }

  #stopAsking(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #follow(): void {
    this.#stopAsking();
    if (this.#isOn && this.opened !== null && isGoing(this.opened)) this.#timer = setTimeout(() => void this.#ask(), ASK_MS);
  }

  /** By the list, since each look at the request itself would be written down. */
  async #ask(): Promise<void> {
    const round = this.#round;
    try {
      const part = await this.api.list({ state: 'every', kind: 'erasure' }, null);
      if (round !== this.#round || this.opened === null) return;
      const before = this.opened;
      const found = part.rows.find((each) => each.id === before.id);
      if (found && found.state !== before.state) {
        await this.#view(before.id); // with its new step
        return;
      }
      if (found) this.opened = { ...before, ...found };
    } catch {
      // An answer is missing: the next one tells.
    }
    if (round === this.#round) this.#follow();
  }
}

/** The requests that are shown, and the one that is worked off. */
import { Following } from '../../data/following.svelte';
import { Opened } from '../../data/opened.svelte';
import { Pages } from '../../data/pages.svelte';
import type { Act, DocumentKind, PersonRequest, RequestDetails, RequestFilter, RequestsApi } from './requests_api';
import { isGoing } from './steps';

export const ASK_MS = 5000; // while an erasure goes on; the server looks at it every minute

export class Requests {
  readonly list: Pages<PersonRequest>;
  readonly opened: Opened<RequestDetails>;
  readonly following = new Following(
    () => this.#ask(),
    () => this.opened.value !== null && isGoing(this.opened.value),
    ASK_MS,
  );

  constructor(
    private readonly api: RequestsApi,
    filter: () => RequestFilter,
  ) {
    this.list = new Pages((after) => api.list(filter(), after));
    this.opened = new Opened((id) => api.view(id));
  }

  /** Takes a step. Raises ApiError. */
  async act(request: RequestDetails, act: Act, note: string | null): Promise<void> {
    this.#put(await this.api.act(request, act, note));
  }

  /** For the person. Raises ApiError. */
  async document(request: RequestDetails, kind: DocumentKind): Promise<Blob> {
    const file = await this.api.document(request.id, kind);
    await this.look(); // it is a step, and the version is another one
    return file;
  }

  /** Once more at the opened one. */
  async look(): Promise<void> {
    await this.opened.again();
    if (this.opened.value !== null) this.#put(this.opened.value);
  }

  #put(request: RequestDetails): void {
    this.opened.put(request);
    // A list of those in another state does not get it; where it stands it stays in sight.
    if (this.list.rows.some((each) => each.id === request.id)) this.list.put(request, (each) => each.id === request.id);
  }

  /** By the list, since each look at the request itself would be written down. */
  async #ask(): Promise<void> {
    const { rows } = await this.api.list({ state: 'every', kind: 'erasure', sort: '-received' }, null);
    const before = this.opened.value;
    const found = rows.find((each) => each.id === before?.id);
    if (before === null || found === undefined) return;
    if (found.state !== before.state)
      await this.look(); // with its new step
    else this.opened.put({ ...before, ...found });
  }
}

/** People, offices and articles by what is typed in the palette. People are fetched once, when somebody first types. */
import type { Names } from '../data/names.svelte';
import type { IsOwn } from '../navigation/own_pages';
import { go } from '../navigation/router.svelte';
import { t } from '../words';
import type { Command } from './commands.svelte';
import type { EverywhereApi, Person } from './everywhere_api';
import { found } from './finding';

export const SEARCH_MS = 150; // after a key
const LEAST_SIGNS = 2;
const MOST = 8; // of each kind: whoever wants more types more

export class Everywhere {
  state = $state<'none' | 'searching' | 'there' | 'failed'>('none');
  #people = $state.raw<readonly Command[]>([]);
  #articles = $state.raw<readonly Command[]>([]);
  #typed = $state('');
  #asked: Promise<void> | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stop: AbortController | undefined;

  constructor(
    private readonly isOwn: IsOwn,
    private readonly names: Pick<Names, 'offices' | 'office'>,
    private readonly api: EverywhereApi,
    private readonly goTo: (path: string) => void = go,
  ) {}

  /** What fits, people first. */
  readonly shown = $derived.by((): Command[] => {
    if (this.#typed === '') return [];
    return [...found(this.#people, this.#typed).slice(0, MOST), ...found(this.#offices(), this.#typed).slice(0, MOST), ...this.#articles];
  });

  /** Never raises. */
  typed(text: string): void {
    this.forget();
    const wanted = text.trim();
    if (wanted.length < LEAST_SIGNS) return;
    this.#typed = wanted;
    this.state = 'searching';
    this.#timer = setTimeout(() => void this.#search(wanted), SEARCH_MS);
  }

  /** Nobody types any more, or something else. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#stop?.abort();
    this.#typed = '';
    this.#articles = [];
    this.state = 'none';
  }

  async #search(wanted: string): Promise<void> {
    const stop = new AbortController();
    this.#stop = stop;
    this.#asked ??= this.#askPeople();
    const asked = this.#asked;
    const [people, articles] = await Promise.allSettled([asked, this.#ask(wanted, stop.signal)]);
    if (stop.signal.aborted) return;
    if (people.status === 'rejected' && this.#asked === asked) this.#asked = null; // asked again with the next key
    if (articles.status === 'fulfilled') this.#articles = articles.value;
    this.state = people.status === 'rejected' || articles.status === 'rejected' ? 'failed' : 'there';
  }

  async #askPeople(): Promise<void> {
    if (this.isOwn('/accounts')) this.#people = (await this.api.accounts()).map((person) => this.#person(person, `/accounts?account=${person.username}`));
    else if (this.isOwn('/consultants'))
      this.#people = (await this.api.consultants()).map((person) => this.#person(person, `/consultants?consultant=${person.username}`));
  }

  async #ask(wanted: string, signal: AbortSignal): Promise<Command[]> {
    if (!this.isOwn('/knowledge')) return [];
    const articles = await this.api.articles(wanted, signal);
    return articles.map(({ id, title }) => this.#command(`article.${id}`, title, t.tasks.places.articles, `/knowledge?article=${id}`));
  }

  #offices(): Command[] {
    const path = this.isOwn('/offices') ? '/offices?thing=' : '/directory?office=';
    return this.names.offices.map(({ code, seat }) => this.#command(`office.${code}`, seat, t.tasks.places.offices, `${path}${code}`));
  }

  #person({ username, name, office }: Person, path: string): Command {
    return this.#command(`person.${username}`, `${name} (${this.names.office(office)})`, t.tasks.places.people, path, username);
  }

  #command(id: string, says: string, group: string, path: string, by = ''): Command {
    return { id, says: () => says, helps: () => by, group: () => group, run: () => this.goTo(path) };
  }
}

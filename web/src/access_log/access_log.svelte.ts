/** The entries that are shown, page by page. */
import { sentenceOf } from '../api/client';
import { t } from '../words';
import type { AccessEntry, AccessFilter, AccessLogApi } from './access_log_api';

const NAMES = ['from', 'to', 'who', 'office', 'call'] as const;

export function filterOf(search: URLSearchParams): AccessFilter {
  const [from = '', to = '', who = '', office = '', call = ''] = NAMES.map((name) => search.get(name) ?? '');
  return { from, to, who, office, call };
}

/** The address of the page with this filter. A client is never part of it. */
export function addressOf(filter: AccessFilter): string {
  const search = new URLSearchParams(NAMES.filter((name) => filter[name] !== '').map((name) => [name, filter[name]]));
  return search.size ? `/access-log?${search.toString()}` : '/access-log';
}

export class AccessLog {
  entries = $state.raw<AccessEntry[]>([]);
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  isExporting = $state(false);
  exportFailure = $state('');
  #after = $state.raw<string | null>(null);
  #asked = $state.raw<{ filter: AccessFilter; client: string } | null>(null);
  #round = 0;

  constructor(private readonly api: AccessLogApi) {}

  /** Of whom alone the entries are; empty: of everybody. */
  get client(): string {
    return this.#asked?.client ?? '';
  }

  get hasMore(): boolean {
    return this.#after !== null;
  }

  async show(filter: AccessFilter, client: string): Promise<void> {
    this.#asked = { filter, client };
    this.#after = null;
    await this.#read([]);
  }

  async more(): Promise<void> {
    if (this.hasMore) await this.#read(this.entries);
  }

  /** null: it did not work, and is told. */
  async file(filter: AccessFilter, client: string): Promise<Blob | null> {
    if (this.isExporting) return null;
    this.isExporting = true;
    this.exportFailure = '';
    try {
      return await this.api.file(filter, client);
    } catch (error) {
      this.exportFailure = sentenceOf(error, t.accessLog.failed);
      return null;
    } finally {
      this.isExporting = false;
    }
  }

  async #read(before: AccessEntry[]): Promise<void> {
    const asked = this.#asked;
    if (asked === null) return;
    this.#round += 1;
    const round = this.#round;
    this.state = 'loading';
    try {
      const page = await this.api.read(asked.filter, asked.client, this.#after);
      if (round !== this.#round) return;
      this.entries = [...before, ...page.entries];
      this.#after = page.after;
      this.failure = '';
      this.state = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, t.accessLog.failed);
      this.state = 'failed';
    }
  }
}

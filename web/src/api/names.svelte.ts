/** The names of offices and topics, asked once for a page. Without an answer their codes are shown. */
import { t } from '../words';
import { api, said } from './client';

export interface NamedOffice {
  code: string;
  seat: string;
}

export interface NamedTopic {
  id: string;
  title: string;
}

export class Names {
  offices = $state.raw<NamedOffice[]>([]);
  topics = $state.raw<NamedTopic[]>([]);
  #topics = $state.raw<ReadonlyMap<string, string>>(new Map());

  /** Never raises. */
  async ask(): Promise<void> {
    const [offices, topics] = await Promise.allSettled([said(api.GET('/api/offices')), said(api.GET('/api/topics'))]);
    if (offices.status === 'fulfilled') {
      // Two offices have their seat in Białystok.
      this.offices = offices.value.map(({ code, seat, is_province }) => ({ code, seat: is_province ? t.desk.province(seat) : seat }));
    }
    if (topics.status === 'fulfilled') {
      this.topics = topics.value.map(({ id, title }) => ({ id, title }));
      this.#topics = new Map(this.topics.map(({ id, title }) => [id, title]));
    }
  }

  readonly office = (code: string | null | undefined): string =>
    this.offices.find((office) => office.code === code)?.seat ?? code ?? '';

  readonly topic = (id: string | null | undefined): string => this.#topics.get(id ?? '') ?? id ?? '';
}

/** The names of offices and topics, asked once a session, when the first page wants any. Without an answer their codes are shown. */
import { createContext } from 'svelte';
import { api, said } from '../api/client';
import { t } from '../words';

export interface NamedOffice {
  code: string;
  seat: string;
  is_province: boolean;
}

export interface NamedTopic {
  id: string;
  title: string;
}

interface Choice {
  value: string;
  label: string;
}

export class Names {
  #offices = $state.raw<readonly NamedOffice[]>([]);
  #topics = $state.raw<readonly NamedTopic[]>([]);
  #isAsked = false;

  get offices(): readonly NamedOffice[] {
    void this.ask();
    return this.#offices;
  }

  get topics(): readonly NamedTopic[] {
    void this.ask();
    return this.#topics;
  }

  readonly office = (code: string | null | undefined): string => this.offices.find((office) => office.code === code)?.seat ?? code ?? '';

  readonly topic = (id: string | null | undefined): string => this.topics.find((topic) => topic.id === id)?.title ?? id ?? '';

  /** For a choice. `every`: what stands first, for none of them. `only`: the codes that may be chosen. */
  officeChoices(every?: string, only?: readonly string[]): Choice[] {
    const all = this.offices.map(({ code, seat }) => ({ value: code, label: seat }));
    return [...first(every), ...(only?.map((code) => ({ value: code, label: this.office(code) })) ?? all)];
  }

  topicChoices(every?: string): Choice[] {
    return [...first(every), ...this.topics.map(({ id, title }) => ({ value: id, label: title }))];
  }

  /** Never raises. After a failure it is asked again with the next page. `isAnew`: somebody has changed one. */
  async ask(isAnew = false): Promise<void> {
    if (this.#isAsked && !isAnew) return;
    this.#isAsked = true;
    const [offices, topics] = await Promise.allSettled([said(api.GET('/api/offices')), said(api.GET('/api/topics'))]);
    if (offices.status === 'fulfilled' && (isAnew || this.#offices.length === 0)) {
      // Two offices have their seat in Białystok.
      this.#offices = offices.value.map(({ code, seat, is_province }) => ({ code, is_province, seat: is_province ? t.shell.province(seat) : seat }));
    }
    if (topics.status === 'fulfilled' && (isAnew || this.#topics.length === 0)) this.#topics = topics.value.map(({ id, title }) => ({ id, title }));
    this.#isAsked = offices.status === 'fulfilled' && topics.status === 'fulfilled';
  }
}

function first(every: string | undefined): Choice[] {
  return every === undefined ? [] : [{ value: '', label: every }];
}

/** Of the shell; in any page below it. */
export const [getNames, setNames] = createContext<Names>();

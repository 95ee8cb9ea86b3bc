/** What can be chosen in the filters of a report, as far as the account may see it. Asked once for a page; never raises. */
import { api, said } from '../api/client';
import type { NamedOffice, NamedTopic } from '../api/names.svelte';
import type { Me } from '../api/session.svelte';
import { t } from '../words';
import type { ListName } from './question';

export interface Option {
  value: string;
  label: string;
}

const LANGUAGES = ['pl', 'uk', 'en'];

export class Options {
  numbers = $state.raw<Option[]>([]);
  scenarios = $state.raw<Option[]>([]);
  agents = $state.raw<Option[]>([]);

  async ask(me: Me): Promise<void> {
    const numbers = said(api.GET('/api/numbers')).then((found) => {
      this.numbers = found.map(({ dialled_number }) => ({ value: dialled_number, label: dialled_number }));
    });
    const scenarios = 'read_scenarios' in me.rights && said(api.GET('/api/scenarios')).then((found) => {
      this.scenarios = found.map(({ name }) => ({ value: name, label: name }));
    });
    const agents = seesConsultants(me) && 'list_agents' in me.rights && said(api.GET('/api/agents')).then((found) => {
      this.agents = found.map(({ id, display_name }) => ({ value: id, label: display_name }));
    });
    await Promise.allSettled([numbers, scenarios, agents]);
  }

  /** Of one filter; empty: it is not offered. */
  of(name: ListName, me: Me, offices: readonly NamedOffice[], topics: readonly NamedTopic[]): Option[] {
    switch (name) {
      case 'offices':
        return offices.filter(({ code }) => isOwn(me, code)).map(({ code, seat }) => ({ value: code, label: seat }));
      case 'topics':
        return topics.map(({ id, title }) => ({ value: id, label: title }));
      case 'languages':
        return LANGUAGES.map((code) => ({ value: code, label: t.reports.filters.languageNames[code] ?? code }));
      case 'numbers':
        return this.numbers;
      case 'scenarios':
        return this.scenarios;
      case 'agents':
        return this.agents;
    }
  }
}

/** May single consultants be told apart? Not by those who see themselves only. */
export function seesConsultants(me: Me): boolean {
  return me.rights.see_agents === 'office' || me.rights.see_agents === 'province';
}

function isOwn(me: Me, office: string): boolean {
  return me.rights.see_reports === 'province' || me.office === office || me.also_offices.includes(office);
}

/** The address of the page: tab, list and the opened assessment. Ids say nothing of who it is about. Pure. */
import type { ListFilter, State } from './assessments_api';

export const TABS = ['list', 'samples', 'figures', 'forms'] as const;
export type Tab = (typeof TABS)[number];
export const STATES: readonly State[] = ['assigned', 'draft', 'given', 'answered', 'closed', 'set_aside'];
/** What a consultant may see. */
export const GIVEN: readonly State[] = ['given', 'answered', 'closed'];

const ACCOUNT = /^[A-Za-z0-9._-]{1,64}$/;

export interface May {
  see: boolean;
  assess: boolean;
  manage: boolean;
}

/** The tabs for which the account has a right. */
export function tabsOf({ see, assess, manage }: May): Tab[] {
  const may: Record<Tab, boolean> = { list: see, samples: assess, figures: see, forms: manage };
  return TABS.filter((tab) => may[tab]);
}

export function tabOf(search: URLSearchParams, tabs: readonly Tab[]): Tab {
  const wanted = search.get('tab');
  return tabs.find((tab) => tab === wanted) ?? tabs[0] ?? 'list';
}

/** Of an address that a colleague with other rights may have sent: what one could not clear on the page is left out. */
export function filterOf(search: URLSearchParams, mayAssess: boolean): ListFilter {
  const state = search.get('state');
  const agent = search.get('agent') ?? '';
  return {
    state: (mayAssess ? STATES : GIVEN).find((each) => each === state) ?? '',
    agent: mayAssess && ACCOUNT.test(agent) ? agent : '',
    isMine: mayAssess && search.get('mine') === '1',
  };
}

export function addressOf(tab: Tab, { state, agent, isMine }: ListFilter, assessment: string | null): string {
  const search = new URLSearchParams();
  if (tab !== 'list') search.set('tab', tab);
  if (state) search.set('state', state);
  if (agent) search.set('agent', agent);
  if (isMine) search.set('mine', '1');
  if (assessment !== null) search.set('assessment', assessment);
  return search.size ? `/assessments?${search.toString()}` : '/assessments';
}

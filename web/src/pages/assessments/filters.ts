/** The address of the page: tab, list and the opened assessment. Ids say nothing of who it is about. Pure. */
import { AssessmentOut } from '../../api/values';
import { flag, id, oneOf, query } from '../../navigation/query';
import type { ListFilter, State } from './assessments_api';

export const TABS = ['list', 'samples', 'figures', 'forms'] as const;
export type Tab = (typeof TABS)[number];
export const STATES = AssessmentOut.state;
/** What a consultant may see. */
export const GIVEN: readonly State[] = ['given', 'answered', 'closed'];

const address = query('/assessments', { tab: oneOf(TABS, 'list'), state: oneOf(STATES, ''), agent: id(), mine: flag(), assessment: id() });

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
  const { state, agent, mine } = address.of(search);
  if (mayAssess) return { state, agent: agent ?? '', isMine: mine };
  return { state: GIVEN.find((each) => each === state) ?? '', agent: '', isMine: false };
}

export function addressOf(tab: Tab, { state, agent, isMine }: ListFilter, assessment: string | null): string {
  return address.address({ tab, state, agent: agent || null, mine: isMine, assessment });
}

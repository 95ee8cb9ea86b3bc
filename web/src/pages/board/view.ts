/** What of the board is shown, as its address says it, so that a link shows a colleague the same. Pure. */

/** Which consultants. */
export const GROUPS = ['there', 'ready', 'busy', 'away', 'trouble', 'all'] as const;
export type Group = (typeof GROUPS)[number];

export interface View {
  /** Codes; empty: every office that the account may see. */
  offices: readonly string[];
  /** Part of a consultant's name. */
  search: string;
  group: Group;
  /** By which column a table is sorted, "-" before it: the other way round. Empty: its own order. */
  queueSort: string;
  agentSort: string;
  waitingSort: string;
  /** For a screen on the wall: nothing to press. */
  isWall: boolean;
  /** Light or dark whatever the browser has kept: a wall has nobody who sets it. */
  look: 'light' | 'dark' | null;
}

const OFFICE = /^\d{5}$/;
const SORT = /^-?[a-z]{1,20}$/;

export function viewOf(search: URLSearchParams): View {
  const group = search.get('group');
  const look = search.get('look');
  return {
    offices: [...new Set(search.getAll('office').filter((code) => OFFICE.test(code)))].sort(),
    search: (search.get('q') ?? '').slice(0, 60),
    group: GROUPS.find((each) => each === group) ?? 'there',
    queueSort: sortOf(search.get('queues')),
    agentSort: sortOf(search.get('people')),
    waitingSort: sortOf(search.get('waiting')),
    isWall: isWall(search),
    look: look === 'light' || look === 'dark' ? look : null,
  };
}

/** `?wall`, `?wall=1`; the shell leaves its head out then (`routes.ts`). */
function isWall(search: URLSearchParams): boolean {
  const wall = search.get('wall');
  return wall === '' || wall === '1';
}

export function addressOf(view: View): string {
  const search = new URLSearchParams();
  for (const office of view.offices) search.append('office', office);
  if (view.search) search.set('q', view.search);
  if (view.group !== 'there') search.set('group', view.group);
  if (view.queueSort) search.set('queues', view.queueSort);
  if (view.agentSort) search.set('people', view.agentSort);
  if (view.waitingSort) search.set('waiting', view.waitingSort);
  if (view.isWall) search.set('wall', '1');
  if (view.look) search.set('look', view.look);
  return search.size ? `/board?${search.toString()}` : '/board';
}

function sortOf(text: string | null): string {
  return text !== null && SORT.test(text) ? text : '';
}

/** Of today, for the offices that are shown: the page of reports (`/reports/…`) asks what stands in the address. */
export function reportAddress(report: string, day: string, offices: readonly string[]): string {
  const search = new URLSearchParams({ from: day, to: day });
  for (const office of offices) search.append('offices', office);
  return `/reports/${report}?${search.toString()}`;
}

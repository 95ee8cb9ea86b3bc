/** What a thing that waits is called, and where it is done. Pure. */
import type { Names } from '../data/names.svelte';
import { duration, isoDay, milliseconds } from '../time/format';
import { t, word } from '../words';
import type { Work, WorkKind } from './work_api';

/** Kinds that are opened on the page of work itself; the others have pages of their own. */
export const OPENED_HERE: readonly WorkKind[] = ['message', 'callback', 'follow_up', 'contact_request'];

/** What is said of it besides its kind. */
export function aboutOf({ kind, what, title }: Work, names: Pick<Names, 'topic'>): string {
  const w = t.work.what;
  switch (kind) {
    case 'message':
      return joined(names.topic(title), what === '' ? '' : t.work.recorded(duration(Number(what))));
    case 'callback':
      return joined(names.topic(title), word(w.callback, what));
    case 'follow_up':
      return names.topic(title);
    case 'contact_request':
      return joined(word(w.contact_request, what), title);
    case 'correction':
      return word(w.correction, what);
    case 'request':
      return joined(word(w.request, what), title);
    case 'import':
      return word(w.import, what);
    case 'rate_end':
      return joined(word(w.rate_end, what), title);
    case 'knowledge_proposal':
      return word(w.knowledge_proposal, what);
    case 'assessment':
      return word(w.assessment, what);
    case 'standard':
      return joined(word(w.standard, what), title);
    case 'second_person':
      return joined(word(w.second_person, what), title);
    case 'help_report':
      return joined(word(w.help_report, what), t.work.reportNumber(title));
    case 'help_question':
      return t.work.reportNumber(title);
    case 'matter':
    case 'offer_intake':
    case 'interest':
    case 'article':
    case 'article_returned':
    case 'article_due':
      return title;
  }
}

const joined = (...parts: string[]): string => parts.filter(Boolean).join(' · ');

/** Where it is done, with it opened. */
export function addressOf({ kind, id }: Pick<Work, 'kind' | 'id'>): string {
  const opened = encodeURIComponent(id);
  switch (kind) {
    case 'message':
    case 'callback':
    case 'follow_up':
    case 'contact_request':
      return `/todo?open=${kind}:${opened}`;
    case 'correction':
      return `/corrections?correction=${opened}`;
    case 'article':
      return `/articles?list=in_review&article=${opened}`;
    case 'article_returned':
      return `/articles?list=drafts&article=${opened}`;
    case 'article_due':
      return `/articles?list=review_due&article=${opened}`;
    case 'rate_end':
      return '/articles?tab=rates';
    case 'knowledge_proposal':
      return `/articles?tab=proposals&proposal=${opened}`;
    case 'import':
      return `/imports?run=${opened}`;
    case 'request':
      return `/requests?request=${opened}`;
    case 'assessment':
      return `/assessments?assessment=${opened}`;
    case 'help_report':
      return `/help-desk?report=${opened}`;
    case 'help_question':
      return `/my-reports?report=${opened}`;
    case 'standard':
      return `/standards?version=${opened}`;
    case 'interest':
      return `/interests?interest=${opened}`;
    case 'matter':
      return `/matters?matter=${opened}`;
    case 'offer_intake':
      return `/offer-intakes?intake=${opened}`;
    case 'second_person':
      return `/second-person?proposal=${opened}`;
  }
}

const DAY_MS = 86_400_000;

/** How many days on the calendar it waits. `now`: milliseconds. */
export const daysOf = ({ since }: Pick<Work, 'since'>, now: number): number =>
  Math.max(0, Math.round((Date.parse(isoDay(now)) - Date.parse(isoDay(milliseconds(since)))) / DAY_MS));

/** What has no last day is wanted on the day after it came, as the server orders it. */
export const isOverdue = (work: Pick<Work, 'due_on' | 'since'>, now: number): boolean => (work.due_on === null ? daysOf(work, now) > 1 : isLate(work, now));

/** Its last day is over. `now`: milliseconds. */
export const isLate = ({ due_on }: Pick<Work, 'due_on'>, now: number): boolean => due_on !== null && due_on < isoDay(now);

/** An assessment and a question are somebody's; reports are taken up at the help desk. */
const OTHERWISE: readonly WorkKind[] = ['assessment', 'help_report', 'help_question', 'standard'];

/** Can it be taken up here by who looks? */
export function mayTake({ kind, holder, is_others }: Work, account: string | undefined): boolean {
  return !OTHERWISE.includes(kind) && holder !== account && !is_others;
}

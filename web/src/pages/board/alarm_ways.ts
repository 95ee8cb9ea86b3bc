/** Where an alarm leads, for an account. Pure. */
import type { Account } from '../../listening_in/may_take_part';
import type { Way } from './alarms';
import { addressOf, reportAddress, type View } from './view';

/** null: not for this account. `office`: empty, where it is of the whole centre. */
export function wayTo(way: NonNullable<Way>, office: string, view: View, rights: Account['rights'], today: string): string | null {
  const offices = office ? [office] : view.offices;
  const people = (group: View['group']) => `${addressOf({ ...view, group })}#board-agents`;
  switch (way) {
    case 'people':
      return people('all');
    case 'pauses':
      return people('away');
    case 'telephones':
      return people('trouble');
    case 'waiting':
      return '#board-waiting';
    case 'callbacks':
      return 'see_callbacks' in rights ? '/callbacks' : null;
    case 'matters':
      return 'see_matters' in rights ? '/matters' : null;
    case 'recordings':
      return 'see_recordings' in rights ? '/recordings' : null;
    case 'report':
      return 'see_reports' in rights ? reportAddress('waiting', today, offices) : null;
    case 'looks':
      return 'read_access_log' in rights ? '/access-log' : null;
    case 'rates':
      return 'edit_articles' in rights ? '/articles?tab=rates' : null;
    case 'acts':
      return '/second-person';
  }
}

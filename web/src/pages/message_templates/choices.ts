/** Which templates there can be: of the centre's own messages, of answers that are there, and new ones. Pure. */
import type { Template, Templates } from './message_templates_api';

export type Kind = Pick<Template, 'code' | 'channel' | 'title' | 'subject' | 'source' | 'letters'>;

const NEW = { email: 'new-email', sms: 'new-sms' } as const;

/** What is written into the form when it is chosen, by its code; the newest of each. */
export function kindsOf(templates: Templates): Kind[] {
  const shipped = new Map<string, Kind>(templates.shipped.map((one) => [one.code, one]));
  const own = new Map<string, Kind>([...templates.templates].reverse().map((one) => [one.code, one]));
  return [...new Map([...shipped, ...own]).values()];
}

/** A choice that is no template yet. */
export function newOf(channel: Template['channel']): string {
  return NEW[channel];
}

export function channelOfNew(choice: string): Template['channel'] | null {
  if (choice === NEW.email) return 'email';
  return choice === NEW.sms ? 'sms' : null;
}

/** By which a new template of answers is kept: plain letters of its title. */
export function codeOf(title: string): string {
  const plain = title.toLowerCase().replaceAll('ł', 'l').normalize('NFD').replaceAll(/\p{M}/gu, '');
  const words = plain.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-+|-+$/g, '');
  return `odpowiedz-${words || 'bez-nazwy'}`.slice(0, 60).replace(/-+$/, '');
}

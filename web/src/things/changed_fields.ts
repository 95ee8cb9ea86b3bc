/** What has changed, field by field, in words. Pure. */
import { amount, day, dayOnly, hour } from '../time/format';
import { t } from '../words';
import type { Change } from './things_api';

export interface ChangedField {
  name: string;
  before: string;
  after: string;
}

export interface ChangedFields {
  told: ChangedField[];
  /** How many others there are, which have no word: keys, counters and sums. */
  others: number;
}

type Fields = keyof typeof t.changeLog.fields;

type NameOf = (code: string) => string;

export function fieldsOf({ before, after }: Change, officeName: NameOf, topicName: NameOf): ChangedFields {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter(
    (name) => JSON.stringify(before?.[name] ?? null) !== JSON.stringify(after?.[name] ?? null),
  );
  const isTold = (name: string): name is Fields => name in t.changeLog.fields;
  const told = names.filter(isTold).map((name) => ({
    name: t.changeLog.fields[name],
    before: shown(name, before?.[name], officeName, topicName),
    after: shown(name, after?.[name], officeName, topicName),
  }));
  return { told, others: names.length - told.length };
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const DAY = /^\d{4}-\d\d-\d\d$/;
/** `in_force`, `overflow`, `md5:…`: what only programs read. */
const CODE = /^(md5:)?[a-z0-9]+([_:.-][a-z0-9]+)*$/;

/** Words that people have typed, whatever they look like. */
const TYPED = new Set(['dial_code', 'display_name', 'email', 'hours', 'name', 'page', 'purpose', 'scenario', 'seat', 'title', 'town', 'whispered']);

/** Empty: it is not there. What only programs read is told as "changed". */
function shown(name: string, value: unknown, officeName: NameOf, topicName: NameOf): string {
  const w = t.changeLog;
  if (value === null || value === undefined || value === '') return '';
  if (typeof value === 'boolean') return value ? w.yes : w.no;
  if (typeof value === 'number') return name === 'amount' ? amount(value) : String(value).replace('.', ',');
  if (name === 'lines' && Array.isArray(value) && value.every((each) => typeof each === 'string')) return value.join(', ');
  if (typeof value !== 'string') return w.changed;
  if (TYPED.has(name)) return value;
  if (name === 'office' || name === 'deputy') return officeName(value);
  if (name === 'topic') return topicName(value);
  if (name === 'role' && value in t.roles) return t.roles[value as keyof typeof t.roles];
  if (DAY.test(value)) return dayOnly(value);
  if (MOMENT.test(value)) return `${day(value)}, ${hour(value)}`;
  return CODE.test(value) && /[a-z]/.test(value) ? w.changed : value;
}

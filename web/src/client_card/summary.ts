/** What a consultant has to see of a client within seconds: who it is, and what is due. Only of groups that are in the data. Pure. */
import { amount, day, dayOnly, hour, isoDay, milliseconds, yearsBetween, type Moment } from '../time/format';
import { t, word } from '../words';
import type { ClientView } from './client_api';
import { language } from './values';

export interface KeyFact {
  label: string;
  value: string;
  /** Smaller, below it. */
  more: string[];
  /** Something that must not be overlooked. */
  warning: string;
}

export interface Summary {
  /** "kobieta, 41 lat, ur. 09.03.1985" */
  who: string;
  /** Another language than Polish; empty: none. */
  speaks: string;
  facts: KeyFact[];
}

export function summaryOf(view: ClientView, now: Moment): Summary {
  const facts = [status(view), visit(view, now), contact(view, now), benefit(view, now)];
  const speaks = view.contact_data?.language ?? 'pl';
  return {
    who: who(view, now),
    speaks: speaks === 'pl' ? '' : t.client.summary.speaks(language(speaks)),
    facts: facts.filter((fact) => fact !== null),
  };
}

/** Days from one day to another; below 0: it was earlier. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

function who(view: ClientView, now: Moment): string {
  const { sex, birth_date: born } = view.identity ?? {};
  const age = born ? [t.client.summary.age(yearsBetween(born, isoDay(now))), t.client.summary.born(dayOnly(born))] : [];
  return [sex && word(t.client.sexes, sex), ...age].filter(Boolean).join(', ');
}

function status(view: ClientView): KeyFact | null {
  const found = view.registration;
  if (found === null) return null;
  const words = view.identity?.sex === 'K' ? t.client.registration.statusesOfWomen : t.client.registration.statuses;
  return {
    label: t.client.registration.status,
    value: word(words, found.status),
    more: [
      found.since === null ? '' : t.client.from(dayOnly(found.since)),
      found.is_long_term ? t.client.summary.longTerm : '',
      found.status !== 'none' && !found.is_insured ? t.client.summary.notInsured : '',
    ].filter(Boolean),
    warning: '',
  };
}

function visit(view: ClientView, now: Moment): KeyFact | null {
  if (view.visits === null) return null;
  const present = milliseconds(now);
  const planned = view.visits
    .filter((each) => each.state === 'planned' && milliseconds(each.at) >= present)
    .sort((one, other) => milliseconds(one.at) - milliseconds(other.at))[0];
  const past = view.visits.filter((each) => milliseconds(each.at) < present && each.state !== 'cancelled');
  const last = past.sort((one, other) => milliseconds(other.at) - milliseconds(one.at))[0];
  const w = t.client.summary;
  return {
    label: w.nextVisit,
    value: planned ? `${day(planned.at)}, ${hour(planned.at)}` : w.noVisit,
    more: planned ? [w.room(planned.room), planned.purpose ?? ''].filter(Boolean) : [],
    warning: last?.state === 'missed' ? w.missed(day(last.at)) : '',
  };
}

function contact(view: ClientView, now: Moment): KeyFact | null {
  const found = view.registration;
  if (found === null || (found.contact_due === null && found.last_contact_on === null)) return null;
  const w = t.client.summary;
  const days = found.contact_due === null ? null : daysBetween(isoDay(now), found.contact_due);
  return {
    label: t.client.registration.contactDue,
    value: found.contact_due === null ? w.notRequired : dayOnly(found.contact_due),
    more: [days !== null && days >= 0 ? w.inDays(days) : '', found.last_contact_on === null ? '' : w.lastContact(dayOnly(found.last_contact_on))].filter(
      Boolean,
    ),
    warning: days !== null && days < 0 ? w.overdue(-days) : '',
  };
}

function benefit(view: ClientView, now: Moment): KeyFact | null {
  if (view.benefits === null) return null;
  const w = t.client.summary;
  const today = isoDay(now);
  const right = view.benefits.benefits.find((each) => each.to_on === null || each.to_on >= today);
  const payment = view.benefits.payments.filter((each) => each.pay_on >= today).sort((one, other) => one.pay_on.localeCompare(other.pay_on))[0];
  const pays = payment ? w.pays(amount(payment.grosze), dayOnly(payment.pay_on)) : '';
  return {
    label: w.benefit,
    value: right ? word(t.client.benefits.kinds, right.kind) : payment ? w.payment : w.noBenefit,
    more: [right?.to_on ? w.until(dayOnly(right.to_on)) : '', right && right.days_left !== null ? w.daysLeft(right.days_left) : '', pays].filter(Boolean),
    warning: '',
  };
}

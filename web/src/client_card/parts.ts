/** What the tabs of the card hold, as plain values: facts and tables. Only of groups that are in the data. Pure. */
import { amount, day, dayOnly, hour, isoDay, milliseconds, telephone, type Moment } from '../time/format';
import { t, word } from '../words';
import type { ClientView } from './client_api';
import { addressOf, country, gminaOf, language } from './values';

export interface Fact {
  label: string;
  value: string;
}

export interface Rows {
  title: string;
  columns: string[];
  rows: string[][];
  /** What is said when there are none. */
  none: string;
}

export interface TabParts {
  facts: Fact[];
  tables: Rows[];
}

export type TabKey = 'person' | 'registration' | 'work' | 'visits' | 'benefits' | 'referrals' | 'history' | 'cards';

const NOTHING = '–';

/** The tabs that have something to show, the one history first after who it is. */
export function tabsOf(view: ClientView): TabKey[] {
  const has = (...groups: ClientView['groups']) => groups.some((group) => view.groups.includes(group));
  const tabs: [TabKey, boolean][] = [
    ['person', has('identity', 'contact_data', 'consents')],
    ['history', has('history')],
    ['registration', has('registration')],
    ['visits', has('visits')],
    ['benefits', has('benefits')],
    ['referrals', has('referrals')],
    ['work', has('qualifications', 'employment')],
    ['cards', has('cards')],
  ];
  return tabs.filter(([, isThere]) => isThere).map(([key]) => key);
}

/** `now`: what is to come stands first, the nearest on top; below it what is over, the last on top. */
export function partsOf(view: ClientView, tab: TabKey, now: Moment): TabParts {
  const parts: TabParts = { facts: [], tables: [] };
  if (tab === 'person') addPerson(view, parts);
  if (tab === 'registration') addRegistration(view, parts);
  if (tab === 'visits') addVisits(view, parts, now);
  if (tab === 'benefits') addBenefits(view, parts, now);
  if (tab === 'referrals') addReferrals(view, parts);
  if (tab === 'work') addWork(view, parts);
  return parts;
}

function nearestFirst<R, M extends string | number>(rows: readonly R[], of: (row: R) => M, now: M): R[] {
  const compare = (one: R, other: R) => (of(one) < of(other) ? -1 : of(one) > of(other) ? 1 : 0);
  const coming = rows.filter((row) => of(row) >= now).sort(compare);
  const over = rows.filter((row) => of(row) < now).sort((one, other) => compare(other, one));
  return [...coming, ...over];
}

function fact(label: string, value: string | null | undefined): Fact {
  return { label, value: value || NOTHING };
}

function yesNo(value: boolean): string {
  return value ? t.client.yes : t.client.no;
}

function dayOr(iso: string | null): string {
  return iso === null ? NOTHING : dayOnly(iso);
}

function span(from: string | null, to: string | null): string {
  if (to !== null) return `${dayOr(from)} – ${dayOnly(to)}`;
  return from === null ? NOTHING : t.client.from(dayOnly(from));
}

function addPerson(view: ClientView, parts: TabParts): void {
  const w = t.client.fields;
  const { identity, contact_data: contact, consents } = view;
  if (contact !== null) {
    parts.facts.push(
      fact(w.phone, contact.phone && telephone(contact.phone)),
      fact(w.smsNumber, contact.sms_number && telephone(contact.sms_number)),
      fact(w.email, contact.email),
      fact(w.address, addressOf(contact)),
      ...(contact.mailing_address === null ? [] : [fact(w.mailingAddress, contact.mailing_address)]),
      fact(w.gmina, gminaOf(contact)),
      fact(w.language, language(contact.language)),
    );
  }
  if (identity !== null) {
    parts.facts.push(
      fact(w.birthDate, dayOr(identity.birth_date)),
      fact(w.sex, identity.sex && word(t.client.sexes, identity.sex)),
      fact(w.citizenship, identity.citizenship && country(identity.citizenship)),
    );
  }
  if (consents !== null) {
    addConsents(consents, parts);
  }
}

type Consents = NonNullable<ClientView['consents']>;

/** How each stands now, and below it what was said when, with what proves it. */
function addConsents(consents: Consents, parts: TabParts): void {
  const w = t.client.consents;
  parts.tables.push({
    title: w.title,
    columns: [w.purpose, w.channel, w.isGiven, w.since],
    rows: consents.map((each) => [word(w.purposes, each.purpose), word(w.channels, each.channel), word(w.states, each.state), day(each.since)]),
    none: w.none,
  });
  const said = consents.flatMap((consent) => consent.said.map((each) => ({ consent, each })));
  if (said.length === 0) return;
  said.sort((one, other) => (one.each.at < other.each.at ? 1 : -1));
  parts.tables.push({
    title: w.register,
    columns: [w.at, w.what, w.about, w.source, w.evidence],
    rows: said.map(({ consent, each }) => [
      `${day(each.at)} ${hour(each.at)}`,
      word(w.whats, each.what),
      `${word(w.purposes, consent.purpose)}, ${word(w.channels, consent.channel)}`,
      word(w.sources, each.source),
      evidenceOf(each),
    ]),
    none: w.none,
  });
}

function evidenceOf(said: Consents[number]['said'][number]): string {
  const proofs = Object.values(said.evidence).filter((value): value is string => typeof value === 'string');
  return [...proofs, said.text_id, said.reference, said.by].filter(Boolean).join(' · ') || NOTHING;
}

function addRegistration(view: ClientView, parts: TabParts): void {
  const found = view.registration;
  if (found === null) return;
  const w = t.client.registration;
  const statuses = view.identity?.sex === 'K' ? w.statusesOfWomen : w.statuses;
  parts.facts.push(
    fact(w.status, word(statuses, found.status)),
    fact(w.since, dayOr(found.since)),
    fact(w.isInsured, yesNo(found.is_insured)),
    fact(w.insuredFrom, dayOr(found.insured_from)),
    fact(w.contactDue, dayOr(found.contact_due)),
    fact(w.lastContact, dayOr(found.last_contact_on)),
    fact(w.adviser, found.adviser),
    fact(w.planFrom, dayOr(found.plan_from)),
    fact(w.isFirstTime, yesNo(found.is_first_time)),
    fact(w.isLongTerm, yesNo(found.is_long_term)),
    fact(w.isRural, yesNo(found.is_rural)),
  );
  parts.tables.push({
    title: w.periods,
    columns: [w.period, w.status, w.reason],
    rows: found.periods.map((each) => [span(each.from_on, each.to_on), word(statuses, each.status), each.reason_code ?? NOTHING]),
    none: w.noPeriods,
  });
}

function addVisits(view: ClientView, parts: TabParts, now: Moment): void {
  const w = t.client.visits;
  parts.tables.push({
    title: w.title,
    columns: [w.at, w.room, w.adviser, w.purpose, w.state],
    rows: nearestFirst(view.visits ?? [], (each) => milliseconds(each.at), milliseconds(now)).map((each) => [
      `${day(each.at)}, ${hour(each.at)}`,
      each.room,
      each.adviser,
      each.purpose ?? NOTHING,
      word(w.states, each.state),
    ]),
    none: w.none,
  });
}

function addBenefits(view: ClientView, parts: TabParts, now: Moment): void {
  if (view.benefits === null) return;
  const w = t.client.benefits;
  parts.tables.push(
    {
      title: w.title,
      columns: [w.kind, w.period, w.daysLeft, w.amount],
      rows: view.benefits.benefits.map((each) => [
        word(w.kinds, each.kind),
        span(each.from_on, each.to_on),
        each.days_left === null ? NOTHING : String(each.days_left),
        each.grosze === null ? NOTHING : amount(each.grosze),
      ]),
      none: view.benefits.payments.length > 0 ? w.paymentsOnly : w.none,
    },
    {
      title: w.payments,
      columns: [w.payOn, w.kind, w.amount],
      rows: nearestFirst(view.benefits.payments, (each) => each.pay_on, isoDay(now)).map((each) => [
        dayOnly(each.pay_on),
        word(w.kinds, each.kind),
        amount(each.grosze),
      ]),
      none: w.noPayments,
    },
  );
}

function addReferrals(view: ClientView, parts: TabParts): void {
  if (view.referrals === null) return;
  const w = t.client.referrals;
  parts.tables.push(
    {
      title: w.title,
      columns: [w.givenOn, w.kind, w.name, w.state, w.outcome],
      rows: view.referrals.referrals.map((each) => [
        dayOr(each.given_on),
        word(w.kinds, each.kind),
        each.title ?? NOTHING,
        w.states[each.state],
        each.outcome ?? NOTHING,
      ]),
      none: w.none,
    },
    {
      title: w.participations,
      columns: [w.period, w.kind, w.name],
      rows: view.referrals.participations.map((each) => [span(each.from_on, each.to_on), word(w.kinds, each.kind), each.title ?? NOTHING]),
      none: w.noParticipations,
    },
    {
      title: w.decisions,
      columns: [w.decidedOn, w.number, w.kind],
      rows: view.referrals.decisions.map((each) => [dayOnly(each.decided_on), each.number, each.kind]),
      none: w.noDecisions,
    },
  );
}

function addWork(view: ClientView, parts: TabParts): void {
  const w = t.client.work;
  if (view.qualifications !== null) {
    parts.tables.push({
      title: w.qualifications,
      columns: [w.kind, w.name, w.level, w.years],
      rows: view.qualifications.map((each) => [
        word(w.kinds, each.kind),
        each.name ?? (each.occupation === null ? NOTHING : w.occupation(each.occupation)),
        // Of a school the name says it, and the level is a code.
        each.kind === 'school' ? NOTHING : (each.level ?? NOTHING),
        each.years === null ? NOTHING : String(each.years),
      ]),
      none: w.noQualifications,
    });
  }
  if (view.employment !== null) {
    parts.tables.push({
      title: w.employment,
      columns: [w.period, w.employer, w.position, w.basis],
      rows: view.employment.map((each) => [span(each.from_on, each.to_on), each.employer_name ?? NOTHING, each.position ?? NOTHING, each.basis ?? NOTHING]),
      none: w.noEmployment,
    });
  }
}

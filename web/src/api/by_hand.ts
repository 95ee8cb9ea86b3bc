/**
 * Clients, cards and imports as the web service will describe them. `schema.d.ts` takes the place of this file as soon as
 * it is generated with these operations.
 */

interface Operation<Answer, Body, Path, Query, Header> {
  parameters: { path: Path; query?: Query; header?: Header; cookie?: never };
  requestBody: { content: { 'application/json': Body } };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': Answer } } };
}

interface Reading<Answer, Path, Query> {
  parameters: { path: Path; query?: Query; header?: never; cookie?: never };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': Answer } } };
}

interface Plain<Answer, Query> {
  parameters: { path?: never; query?: Query; header?: never; cookie?: never };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': Answer } } };
}

interface Sending<Answer, Body> {
  parameters: { path?: never; query?: never; header?: never; cookie?: never };
  requestBody: { content: { 'application/json': Body } };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': Answer } } };
}

interface Uploading<Answer> {
  parameters: { path?: never; query?: never; header?: never; cookie?: never };
  requestBody: { content: { 'application/zip': string } };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': Answer } } };
}

interface Asking<Answer, Path> {
  parameters: { path: Path; query?: never; header?: never; cookie?: never };
  responses: { 200: { headers: Record<string, unknown>; content: { 'application/json': Answer } } };
}

interface OfClient {
  client_id: string;
}

export type FieldGroup =
  | 'identity'
  | 'contact_data'
  | 'registration'
  | 'qualifications'
  | 'employment'
  | 'visits'
  | 'benefits'
  | 'referrals'
  | 'consents'
  | 'history'
  | 'cards'
  | 'pesel';

/** Days are days in Warsaw, moments are UTC, sums are in grosze. A group that may not be seen is null. */
export interface ClientView {
  id: string;
  office: string;
  version: number;
  /** What this account may see of the client now. */
  groups: FieldGroup[];
  /** Why it may be seen now. */
  occasion: 'call' | 'callback' | 'ticket' | 'reason';
  identity: Identity | null;
  contact_data: ContactData | null;
  registration: RegistrationView | null;
  qualifications: Qualification[] | null;
  employment: Employment[] | null;
  visits: Visit[] | null;
  benefits: Benefits | null;
  referrals: Referrals | null;
  consents: Consent[] | null;
  cards: Card[] | null;
}

export interface Identity {
  first_name: string;
  last_name: string;
  birth_date: string | null;
  sex: string | null;
  citizenship: string | null;
}

export interface ContactData {
  phone: string | null;
  sms_number: string | null;
  email: string | null;
  street: string | null;
  house: string | null;
  postal_code: string | null;
  /** Seven digits of TERYT. */
  gmina: string | null;
  language: string;
}

export type RegistrationStatus = 'unemployed' | 'seeker' | 'none';

export interface RegistrationView {
  status: RegistrationStatus;
  since: string | null;
  reason_code: string | null;
  is_insured: boolean;
  insured_from: string | null;
  is_first_time: boolean;
  is_long_term: boolean;
  is_rural: boolean;
  adviser: string | null;
  plan_from: string | null;
  contact_due: string | null;
  contact_interval: number;
  last_contact_on: string | null;
  periods: { from_on: string; to_on: string | null; status: RegistrationStatus; reason_code: string | null }[];
}

export interface Qualification {
  kind: 'learned' | 'performed' | 'wished' | 'licence' | 'language' | 'school';
  name: string | null;
  occupation: string | null;
  level: string | null;
  years: number | null;
}

export interface Employment {
  employer_name: string | null;
  position: string | null;
  occupation: string | null;
  from_on: string | null;
  to_on: string | null;
  basis: string | null;
}

export interface Visit {
  at: string;
  room: string;
  adviser: string;
  purpose: string | null;
  state: 'planned' | 'kept' | 'missed' | 'cancelled';
}

export interface Benefits {
  benefits: { kind: string; from_on: string | null; to_on: string | null; days_left: number | null; grosze: number | null }[];
  payments: { kind: string; month: string; pay_on: string; grosze: number }[];
}

export interface Referrals {
  referrals: { kind: 'offer' | 'training'; title: string | null; given_on: string | null; outcome: string | null }[];
  participations: { kind: 'training' | 'internship' | 'work'; title: string | null; from_on: string | null; to_on: string | null }[];
  decisions: { number: string; decided_on: string; kind: string }[];
}

export interface Consent {
  purpose: 'contact' | 'marketing' | 'employer_search';
  channel: 'sms' | 'email' | 'letter' | 'phone';
  is_given: boolean;
  since: string;
  source: 'import' | 'line' | 'consultant';
}

export type CardState = 'active' | 'locked' | 'replaced' | 'revoked';

export interface Card {
  number: string;
  state: CardState;
  has_pin: boolean;
  issued_at: string;
  issued_by: string;
  letter_printed_at: string | null;
  ended_at: string | null;
}

export interface ClientFound {
  id: string;
  office: string;
  first_name: string;
  last_name: string;
  birth_date: string | null;
  /** Seven digits of TERYT. */
  gmina: string | null;
}

export interface ClientSearch {
  office?: string | null;
  last_name?: string | null;
  first_name?: string | null;
  birth_date?: string | null;
  phone?: string | null;
  card_number?: string | null;
  limit?: number;
  after?: string | null;
}

/** Why somebody looks at a client with whom no call, call-back or ticket connects them now. */
export interface ViewIn {
  reason?: string | null;
  call_id?: string | null;
}

export type Channel = 'call' | 'self_service' | 'sms' | 'letter' | 'portal' | 'office';

export interface Contact {
  id: string;
  at: string;
  kind: 'entry' | 'call' | 'step' | 'sms' | 'message';
  channel: Channel;
  direction: 'in' | 'out';
  call_id: string | null;
  account: string | null;
  topic: string | null;
  outcome: string | null;
  note: string | null;
  summary: string;
  is_ninety_day: boolean;
  evidence: string | null;
}

export interface History {
  contacts: Contact[];
  next_cursor: string | null;
}

/** What a consultant writes down of a call: saved as typed. */
export interface EntryIn {
  note: string;
  topic: string | null;
  outcome: string | null;
  is_ninety_day: boolean;
  evidence: string;
}

/** Version 0: there is none yet. */
export interface Entry extends EntryIn {
  version: number;
  /** The office has it, and it cannot be changed any more. */
  is_exported: boolean;
}

export interface CorrectionIn {
  field: string;
  new_value: string;
  call_id?: string | null;
  reason?: string | null;
}

export type CorrectionState = 'open' | 'accepted' | 'refused';

/** A proposal, and what the office decided. */
export interface Correction {
  id: string;
  client_id: string;
  field: string;
  old_value: string | null;
  new_value: string;
  proposed_at: string;
  account: string;
  call_id: string | null;
  state: CorrectionState;
  decided_at: string | null;
  decided_by: string | null;
}

/** The card of the caller at hand; null where nobody knows who calls. */
export interface DeskClient {
  call_id: string;
  client: ClientView | null;
}

export type ImportState =
  | 'waiting'
  | 'reading'
  | 'checking'
  | 'writing'
  | 'done'
  | 'refused'
  | 'quarantined'
  | 'failed';

/** Of the rows of one kind of file. `moved`: persons who came from another office; `elsewhere`: left to another one. */
export interface Counts {
  read: number;
  new: number;
  changed: number;
  same: number;
  gone: number;
  rejected: number;
  moved: number;
  elsewhere: number;
}

export interface ImportRun {
  id: string;
  office: string;
  kind: 'full' | 'delta';
  extract_at: string | null;
  first_seq: number | null;
  last_seq: number | null;
  source: string;
  state: ImportState;
  /** 0 to 1. */
  progress: number;
  counts: Record<string, Counts>;
  repairs: number;
  rejects: number;
  error: string | null;
  asked_at: string;
  ended_at: string | null;
  /** `system`: nobody did, it was night. */
  asked_by: string;
  confirmed_by: string | null;
}

export interface ImportReject {
  place: number;
  file: string;
  line: number | null;
  column: string | null;
  code: string;
  reason: string;
}

export interface ImportRepair {
  place: number;
  file: string;
  /** 0: the file as a whole. */
  line: number;
  /** Empty for a whole line or file. */
  column: string;
  kind: 'mojibake' | 'encoding' | 'space';
}

/** A part of a report begins after this place. */
interface ReportPart {
  after?: number;
  limit?: number;
}

interface PageOf {
  after?: string;
  limit?: number;
}

interface OfCall {
  call_id?: string;
}

export interface HandPaths {
  '/api/clients/search': { post: Sending<{ clients: ClientFound[]; next_cursor: string | null }, ClientSearch> };
  '/api/clients/{client_id}/view': { post: Operation<ClientView, ViewIn, OfClient, never, never> };
  '/api/clients/{client_id}/history': { get: Reading<History, OfClient, PageOf & OfCall> };
  '/api/clients/{client_id}/contacts/{call_id}': {
    get: Reading<Entry, OfClient & { call_id: string }, never>;
    put: Operation<Entry, EntryIn, OfClient & { call_id: string }, never, { 'If-Match'?: string }>;
  };
  '/api/clients/{client_id}/corrections': { post: Operation<unknown, CorrectionIn, OfClient, never, { 'If-Match'?: string }> };
  '/api/corrections': {
    get: Plain<{ corrections: Correction[]; next_cursor: string | null }, PageOf & { state?: CorrectionState }>;
  };
  '/api/corrections/{correction_id}/decide': {
    post: Operation<Correction, { decision: 'accepted' | 'refused' }, { correction_id: string }, never, never>;
  };
  '/api/desk/client': { get: Plain<DeskClient, never> };
  '/api/cards': { post: Sending<Card, { client_id: string }> };
  '/api/cards/replace': { post: Sending<Card, { card_number: string }> };
  '/api/cards/revoke': { post: Sending<unknown, { card_number: string }> };
  '/api/cards/pin/reset': { post: Sending<unknown, { card_number: string }> };
  '/api/cards/lock': { post: Sending<Card, { card_number: string }> };
  '/api/cards/letter': { post: Sending<unknown, { card_number: string }> };
  '/api/imports': {
    get: Plain<{ imports: ImportRun[]; next_cursor: string | null }, { cursor?: string; limit?: number; office?: string }>;
    post: Sending<ImportRun[], { source?: string | null }>;
  };
  '/api/imports/upload': { post: Uploading<ImportRun> };
  '/api/imports/{run_id}': { get: Asking<ImportRun, { run_id: string }> };
  '/api/imports/{run_id}/rejects': { get: Reading<{ rejects: ImportReject[] }, { run_id: string }, ReportPart> };
  '/api/imports/{run_id}/repairs': { get: Reading<{ repairs: ImportRepair[] }, { run_id: string }, ReportPart> };
  '/api/imports/{run_id}/confirm': { post: Asking<ImportRun, { run_id: string }> };
}

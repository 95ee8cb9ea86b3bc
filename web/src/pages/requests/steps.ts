/** What may be done with a request, and how much time is left. Pure; the server decides in the end. */
import { RequestOut } from '../../api/values';
import type { Act, DocumentKind, PersonRequest, RequestDetails } from './requests_api';

export const STATES = RequestOut.state;
export const KINDS = RequestOut.kind;

/** For these the server wants a reason. */
export const NEEDS_NOTE: readonly Act[] = ['identify', 'extend', 'refuse', 'note'];
/** They cannot be taken back. */
export const GRAVE: readonly Act[] = ['approve', 'refuse'];

export function isClosed(request: PersonRequest): boolean {
  return request.state === 'carried_out' || request.state === 'refused';
}

/** The centre itself is at work on it. */
export function isGoing(request: PersonRequest): boolean {
  return request.state === 'approved' || request.state === 'carrying_out';
}

/** The next steps that the request takes, the main one first. */
export function actsOf(request: RequestDetails): Act[] {
  const has = (action: string) => request.steps.some((step) => step.action === action);
  const extend: Act[] = has('extend') ? [] : ['extend'];
  switch (request.state) {
    case 'received':
      return ['identify', ...extend, 'refuse', 'note'];
    case 'identified':
      return [request.kind === 'erasure' ? 'approve' : 'carry_out', ...extend, 'refuse', 'note'];
    case 'carried_out':
      return request.kind === 'restriction' && request.person?.is_restricted ? ['lift', 'note'] : ['note'];
    case 'refused':
      return [];
    default:
      return ['note'];
  }
}

/** Four eyes: whoever has taken a step of an erasure does not approve it. */
export function hasWorkedOn(request: RequestDetails, account: string): boolean {
  return request.steps.some((step) => step.account === account);
}

export function documentsOf(request: RequestDetails): DocumentKind[] {
  const isOfKind = request.kind === 'access' || request.kind === 'export';
  const isTime = request.state === 'identified' || request.state === 'carried_out';
  return isOfKind && isTime && request.person !== null ? ['json', 'pdf', 'looks', 'recordings'] : [];
}

/** Whole days from one day to another ("2026-11-26"); negative: it is over. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
}

/** Is this what was asked to be typed? Capitals and spaces around it do not matter. */
export function isSame(typed: string, name: string): boolean {
  const plain = (text: string) => text.normalize('NFC').trim().replace(/\s+/g, ' ').toLocaleLowerCase('pl');
  return plain(typed) === plain(name) && plain(name) !== '';
}

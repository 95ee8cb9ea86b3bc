/** On what the time of a call went, and why it waited, from its steps. Pure. */
import { duration } from '../../time/format';
import { t } from '../../words';
import type { Step } from './steps';

export type PhaseKind = 'menu' | 'queue' | 'ringing' | 'talk' | 'hold' | 'after' | 'wrap_up';

export interface Phase {
  kind: PhaseKind;
  /** Seconds since the call came in. */
  from: number;
  seconds: number;
}

/** What begins with a step, whatever was before. */
const BEGINS: Readonly<Partial<Record<string, PhaseKind>>> = {
  wait_began: 'queue',
  client_dialled: 'ringing',
  offer: 'ringing',
  transfer_started: 'ringing',
  transfer_answered: 'talk',
  conversation_started: 'talk',
  held: 'hold',
  unheld: 'talk',
  page_lost: 'hold',
  page_back: 'talk',
  conversation_ended: 'after',
  transfer_ended: 'after',
};
/** Shorter ones are the way from one fact to the next. */
const LEAST = 0.05;

/** Seconds within which nobody says that he or she waited for a consultant. */
const AT_ONCE = 3;
/** Outcomes of an offer that made the caller wait longer. */
const NOT_TAKEN = new Set(['no_answer', 'declined', 'busy', 'unreachable', 'failed', 'interrupted']);

function begun(step: Step): PhaseKind | undefined {
  switch (step.kind) {
    case 'queue_entered':
      return step.details.is_held === true ? 'menu' : 'queue'; // asked something first
    case 'offer_ended':
      return step.details.outcome === 'accepted' ? undefined : 'queue';
    case 'queue_left':
      return step.details.reason === 'connected' ? undefined : 'menu';
    default:
      return BEGINS[step.kind];
  }
}

/** In order. `lasted`: seconds up to now, of a call that goes on. `wrapUp`: what the consultant did after it, in seconds. */
export function phasesOf(steps: readonly Step[], lasted = 0, wrapUp: number | null = null): Phase[] {
  const phases: Phase[] = [];
  let kind: PhaseKind = 'menu';
  let from = 0;
  const close = (to: number) => {
    const last = phases.at(-1);
    if (last?.kind === kind) last.seconds = to - last.from;
    else if (to - from >= LEAST) phases.push({ kind, from, seconds: to - from });
    from = to;
  };
  for (const step of steps) {
    const next = begun(step);
    if (step.kind !== 'call_ended' && (next === undefined || next === kind)) continue;
    close(step.offset);
    if (next !== undefined) kind = next;
  }
  const last = steps.at(-1);
  if (last !== undefined && !steps.some((step) => step.kind === 'call_ended')) close(Math.max(lasted, last.offset));
  if (wrapUp !== null && wrapUp >= LEAST) phases.push({ kind: 'wrap_up', from, seconds: wrapUp });
  return phases;
}

export interface Group {
  kind: PhaseKind;
  steps: Step[];
}

/** The steps by what the time went on, in order: a step that begins something stands at its head. */
export function groupsOf(steps: readonly Step[]): Group[] {
  const groups: Group[] = [];
  let kind: PhaseKind = 'menu';
  for (const step of steps) {
    kind = begun(step) ?? kind;
    const last = groups.at(-1);
    if (last?.kind === kind) last.steps.push(step);
    else groups.push({ kind, steps: [step] });
  }
  return groups;
}

/** Why another office was asked, as a clause behind "because". Facts of before 0.3.0 have the server's words alone. */
function reasonOf({ details }: Step): string {
  const w = t.call.why.because;
  const why = details.why as { type?: string; time?: number; is_for_all?: boolean; is_closed?: boolean; waiting?: number; working?: number } | null | undefined;
  switch (why?.type) {
    case 'After':
      return (why.is_for_all === true ? w.all : w.after)(duration(why.time ?? 0));
    case 'Ratio':
      return w.ratio(why.waiting ?? 0, why.working ?? 0);
    case 'Empty':
    case 'StandIn':
      return why.is_closed === true ? w.closed : w.empty;
    default:
      return ((details.reason as string | undefined) ?? '').replace(/^[^:]*: /, '');
  }
}

/** One sentence; empty for a call that stood in no queue. Of the first wait: later ones are of who was handed on. */
export function whyWaited(steps: readonly Step[], officeName: (code: string) => string, lasted = 0): string {
  const w = t.call.why;
  const start = steps.findIndex((step) => step.kind === 'queue_entered');
  if (start < 0) return '';
  const end = steps.findIndex((step, at) => at > start && step.kind === 'queue_left');
  const wait = steps.slice(start, end < 0 ? undefined : end + 1);
  const left = end < 0 ? undefined : steps[end];
  if (left?.details.reason === 'nobody_there') return w.nobodyThere;
  if (left?.details.reason === 'full') return w.full;

  const since = (wait.find((step) => step.kind === 'wait_began') ?? wait[0])?.offset ?? 0;
  const offers = wait.filter((step) => step.kind === 'offer');
  const taken = offers.at(-1);
  const overflow = wait.find((step) => step.kind === 'overflow');
  const whole = (left?.offset ?? Math.max(lasted, wait.at(-1)?.offset ?? since)) - since;
  const busy = offers[0] === undefined ? whole : offers[0].offset - since;
  const isAtOnce = busy < AT_ONCE;
  const parts: string[] = [];
  if (taken === undefined) parts.push(w.never(duration(whole)));
  else if (taken.details.is_shared === true) {
    const office = officeName((overflow?.details as { to_queue?: string } | undefined)?.to_queue ?? '');
    const reason = reasonOf(taken);
    const isTaken = left?.details.reason === 'connected';
    parts.push(isAtOnce ? w.helpedAtOnce(isTaken, office, reason) : w.helped(duration(busy), isTaken, office, reason));
  } else parts.push(isAtOnce ? w.atOnce(duration(whole - busy)) : w.busy(duration(busy)));
  const isSaid = taken?.details.is_shared === true;
  if (!isSaid && overflow !== undefined && overflow.offset - since >= AT_ONCE) parts.push(w.overflow(duration(overflow.offset - since)));
  const before = Number(wait[0]?.details.position ?? 0) - 1;
  if (before > 0 && !isAtOnce) parts.push(w.before(before));
  const missed = wait.filter((step) => step.kind === 'offer_ended' && NOT_TAKEN.has(String(step.details.outcome))).length;
  if (missed > 0) parts.push(w.missed(missed));
  return `${parts.join('; ')}.`;
}

/** Fields of a form: each knows its value, its limits and what is wrong with it. Days are "2026-11-26". */
import { dayOnly, isoOf } from '../../time/format';
import type { FieldState } from '../../ui/field';
import { t } from '../../words';

/** Of a request's body, as the description of the web service has them: `text(LegalHoldIn.reason)` of `api/limits`. */
export interface Limits {
  /** Signs of a text. */
  min?: number;
  max?: number;
}

/** The same of a number. */
export interface NumberLimits {
  least?: number;
  most?: number;
}

interface Options<V> {
  usual: V;
  most?: number;
  isRequired?: boolean | (() => boolean);
  isEmpty?: (value: V) => boolean;
  /** What is sent. */
  sent?: (value: V) => unknown;
  /** What is wrong with a value that is not empty; empty: nothing. */
  wrong?: (value: V) => string;
}

/** `S` is what is sent of it. */
export class FormField<V, S = V> implements FieldState<V> {
  value: V = $state.raw() as V;
  problem = $state('');
  id = '';
  label = '';
  readonly most: number | undefined;
  #begun: V;

  constructor(private readonly options: Options<V>) {
    this.value = this.#begun = options.usual;
    this.most = options.most;
  }

  get isRequired(): boolean {
    const { isRequired = true } = this.options;
    return typeof isRequired === 'function' ? isRequired() : isRequired;
  }

  get isChanged(): boolean {
    return JSON.stringify(this.value) !== JSON.stringify(this.#begun);
  }

  get isEmpty(): boolean {
    return this.options.isEmpty?.(this.value) ?? false;
  }

  get sent(): S {
    return (this.options.sent ? this.options.sent(this.value) : this.value) as S;
  }

  begin(value: V = this.options.usual): void {
    this.value = this.#begun = value;
    this.problem = '';
  }

  /** What it began with is another by now: what was not touched is so, too, and what was typed stays. */
  rebase(value: V = this.options.usual): void {
    if (!this.isChanged) this.value = value;
    this.#begun = value;
  }

  /** Is it as it should be? What is not stands in `problem`. */
  check(): boolean {
    this.problem = this.isEmpty ? (this.isRequired ? t.blocks.wrong.missing : '') : (this.options.wrong?.(this.value) ?? '');
    return this.problem === '';
  }
}

type Needed = { isRequired?: boolean | (() => boolean) };
type Check<V> = { wrong?: (value: V) => string };

/** What is typed. Spaces around it are not sent. */
export function text({ min = 0, max, usual = '', isRequired = min > 0, wrong }: Limits & Needed & Check<string> & { usual?: string } = {}): FormField<string> {
  return new FormField<string>({
    usual,
    most: max,
    isRequired,
    isEmpty: (value) => value.trim() === '',
    sent: (value) => value.trim(),
    wrong: (value) => {
      const signs = value.trim().length;
      if (signs < min) return t.blocks.wrong.short(min);
      if (max !== undefined && signs > max) return t.blocks.wrong.long(max);
      return wrong?.(value.trim()) ?? '';
    },
  });
}

/** Text that may be missing; then null is sent. */
export function optional(limits: Limits & Check<string> = {}): FormField<string, string | null> {
  const field = text({ ...limits, isRequired: false });
  return new FormField<string, string | null>({
    usual: '',
    most: limits.max,
    isRequired: false,
    isEmpty: (value) => value.trim() === '',
    sent: (value) => value.trim() || null,
    wrong: (value) => {
      field.begin(value);
      field.check();
      return field.problem;
    },
  });
}

interface Days {
  usual?: string;
  /** The first and the last day that may be chosen. */
  min?: () => string;
  max?: () => string;
}

function dayWrong({ min, max }: Days): (value: string) => string {
  return (value) => {
    const day = isoOf(value);
    if (day === null) return t.blocks.wrong.day;
    if (min && day < min()) return t.blocks.wrong.early(dayOnly(min()));
    if (max && day > max()) return t.blocks.wrong.late(dayOnly(max()));
    return '';
  };
}

export function day(days: Days & Needed = {}): FormField<string> {
  return new FormField<string>({ usual: days.usual ?? '', isRequired: days.isRequired, isEmpty: (value) => value.trim() === '', wrong: dayWrong(days) });
}

/** A day that may be missing; then null is sent. */
export function optionalDay(days: Days = {}): FormField<string, string | null> {
  return new FormField<string, string | null>({
    usual: days.usual ?? '',
    isRequired: false,
    isEmpty: (value) => value.trim() === '',
    sent: (value) => value || null,
    wrong: dayWrong(days),
  });
}

/** "12,5" of what is typed; NaN: it is no number. */
export function numberOf(typed: string): number {
  const plain = typed.trim().replace(/\s/g, '').replace(',', '.');
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : Number.NaN;
}

/** A number as it is typed, with a comma. */
export function number({ least, most, isRequired, isWhole = false }: NumberLimits & Needed & { isWhole?: boolean } = {}): FormField<string, number> {
  return new FormField<string, number>({
    usual: '',
    isRequired,
    isEmpty: (value) => value.trim() === '',
    sent: numberOf,
    wrong: (value) => {
      const given = numberOf(value);
      if (!Number.isFinite(given) || (isWhole && !Number.isInteger(given))) return t.blocks.wrong.number;
      if (least !== undefined && given < least) return t.blocks.wrong.small(least);
      if (most !== undefined && given > most) return t.blocks.wrong.big(most);
      return '';
    },
  });
}

/** A number that may be missing; then null is sent. */
export function optionalNumber(limits: NumberLimits & { isWhole?: boolean } = {}): FormField<string, number | null> {
  const field = number({ ...limits, isRequired: false });
  return new FormField<string, number | null>({
    usual: '',
    isRequired: false,
    isEmpty: (value) => value.trim() === '',
    sent: (value) => (value.trim() === '' ? null : numberOf(value)),
    wrong: (value) => {
      field.begin(value);
      field.check();
      return field.problem;
    },
  });
}

/** One of several; empty: none is chosen yet, or what stands for "all". */
export function choice<V extends string>(usual: V, { isRequired = true }: Needed = {}): FormField<V> {
  return new FormField<V>({ usual, isRequired, isEmpty: (value) => value === '' });
}

/** The same, where "none" may be sent: as null. */
export function optionalChoice<V extends string>(usual: V | ''): FormField<V | '', V | null> {
  return new FormField<V | '', V | null>({ usual, isRequired: false, sent: (value) => value || null });
}

export function several<V extends string>(usual: V[] = [], { isRequired = true }: Needed = {}): FormField<V[]> {
  return new FormField<V[]>({ usual, isRequired, isEmpty: (value) => value.length === 0 });
}

export function yes(usual = false): FormField<boolean> {
  return new FormField<boolean>({ usual });
}

/** Anything else: a chosen person, a file. null is empty. */
export function chosen<V>({ isRequired = true }: Needed = {}): FormField<V | null, V> {
  return new FormField<V | null, V>({ usual: null, isRequired, isEmpty: (value) => value === null });
}

/** A form: its fields by the names under which they are sent, and what is wrong with them. */
import type { FieldProblem } from '../../api/errors';
import type { FormField } from './fields.svelte';

type Fields = Record<string, FormField<never, unknown>>;
export type Sent<F> = { [K in keyof F]: F[K] extends { readonly sent: infer S } ? S : never };
type Begun<F> = { [K in keyof F]?: F[K] extends { value: infer V } ? V : never };

export interface Wrong {
  /** Where the field is, and what it is called; empty: it is not in the form. */
  id: string;
  label: string;
  message: string;
}

export class Form<F extends object> {
  /** Of the last attempt. */
  wrong = $state.raw<readonly Wrong[]>([]);

  constructor(readonly fields: F) {}

  get isChanged(): boolean {
    return this.#all().some(([, field]) => field.isChanged);
  }

  get sent(): Sent<F> {
    return Object.fromEntries(this.#all().map(([name, field]) => [name, field.sent])) as Sent<F>;
  }

  begin(values: Begun<F> = {}): void {
    for (const [name, field] of this.#all()) field.begin((values as Record<string, never>)[name]);
    this.wrong = [];
  }

  /** Of the fields that were touched, by name: what a draft keeps. */
  get typed(): Record<string, unknown> {
    return Object.fromEntries(
      this.#all()
        .filter(([, field]) => field.isChanged)
        .map(([name, field]) => [name, field.value]),
    );
  }

  /** What a draft has kept, on top of what the form began with. What is no field any more is left out. */
  type(typed: Record<string, unknown>): void {
    for (const [name, field] of this.#all()) if (name in typed && typeof typed[name] === typeof field.value) field.value = typed[name] as never;
  }

  /** Somebody else has changed what it began with: what was typed here stays, the rest is as it is there. */
  rebase(values: Begun<F> = {}): void {
    for (const [name, field] of this.#all()) field.rebase((values as Record<string, never>)[name]);
  }

  /** Is all as it should be? */
  check(): boolean {
    const failing = this.#all().filter(([, field]) => !field.check());
    this.wrong = failing.map(([, { id, label, problem }]) => ({ id, label, message: problem }));
    return failing.length === 0;
  }

  /** What the server says of fields: at each field that is in the form; `body.reason` is `reason`. */
  take(problems: readonly FieldProblem[]): void {
    this.wrong = problems.map(({ field: path, message }) => {
      const names = path.split('.');
      const [, field] = this.#all().find(([name]) => names.includes(name)) ?? [];
      if (field === undefined) return { id: '', label: '', message };
      field.problem = message;
      return { id: field.id, label: field.label, message };
    });
  }

  #all(): [string, FormField<never, unknown>][] {
    return Object.entries(this.fields as Fields);
  }
}

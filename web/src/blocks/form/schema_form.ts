/**
 * A form of a JSON Schema, as the web service describes settings of nodes, queues and recordings: titles and descriptions of
 * the schema are its labels and helps. What it does not know how to draw is kept as it is.
 */
import { choice, day, FormField, number, several, text, yes, type Limits, type NumberLimits } from './fields.svelte';
import { Form } from './form.svelte';

export interface JsonSchema {
  $ref?: string;
  $defs?: Record<string, JsonSchema>;
  title?: string;
  description?: string;
  type?: 'string' | 'integer' | 'number' | 'boolean' | 'array' | 'object' | 'null';
  format?: string;
  enum?: readonly (string | number | null)[];
  /** What people read for each of `enum`, in its order. */
  'x-titles'?: readonly string[];
  anyOf?: readonly JsonSchema[];
  default?: unknown;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  pattern?: string;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  additionalProperties?: boolean | JsonSchema;
  patternProperties?: Record<string, JsonSchema>;
  propertyNames?: JsonSchema;
  /** What is chosen there from a list of the centre: an announcement, an office (`ivr/nodes/fields.py`). */
  'x-means'?: string;
  /** Left empty it means none, and not the usual one. */
  'x-may-be-empty'?: boolean;
  required?: readonly string[];
}

type Field = FormField<never, unknown>;
interface Words {
  /** Where it stands: "retry.times". */
  name: string;
  label: string;
  help: string;
}
/** How a field is drawn. `lines`: a list, one a line; `pairs`: names with values, "1 = consultant" a line. */
export type Drawn = Words &
  (
    | { kind: 'text' | 'number' | 'long' | 'lines' | 'pairs'; field: FormField<string, unknown> }
    | { kind: 'day'; field: FormField<string> }
    | { kind: 'yes'; field: FormField<boolean> }
    | { kind: 'choice'; field: FormField<string>; options: { value: string; label: string }[] }
    | { kind: 'several'; field: FormField<string[]>; options: { value: string; label: string }[] }
  );

const LONG = 200; // signs from which on a text has more than one line

export class SchemaForm {
  readonly drawn: readonly Drawn[];
  readonly form: Form<Record<string, Field>>;
  #begun: Record<string, unknown> = {};

  constructor(private readonly schema: JsonSchema) {
    this.drawn = this.#drawn(schema, '');
    this.form = new Form(Object.fromEntries(this.drawn.map(({ name, field }) => [name, field as unknown as Field])));
  }

  begin(value: Record<string, unknown> = {}): void {
    this.#begun = value;
    for (const each of this.drawn) {
      const given = at(value, each.name);
      if (given === undefined || given === null) each.field.begin();
      else each.field.begin(typed(each.kind, given) as never);
    }
  }

  /** What was begun with, with all that is drawn put in. What is empty and may be missing is left out. */
  get value(): Record<string, unknown> {
    const made = structuredClone(this.#begun);
    for (const { name, field } of this.drawn) put(made, name, field.isEmpty ? undefined : field.sent);
    return made;
  }

  #drawn(schema: JsonSchema, before: string): Drawn[] {
    return Object.entries(this.#found(schema).properties ?? {}).flatMap(([key, given]) => {
      const name = before + key;
      const isNeeded = schema.required?.includes(key) ?? false;
      const variants = given.anyOf?.filter(({ type }) => type !== 'null') ?? [];
      const one = variants.length === 1 ? variants[0] : given;
      const found = { ...this.#found(one ?? given), ...withoutReference(given) };
      if (found.properties) return this.#drawn(found, `${name}.`);
      const field = fieldOf(found, isNeeded, (of) => this.#found(of));
      return field === null ? [] : [{ name, label: found.title ?? key, help: found.description ?? '', ...field }];
    });
  }

  #found(schema: JsonSchema): JsonSchema {
    const name = schema.$ref?.replace('#/$defs/', '');
    return name === undefined ? schema : (this.schema.$defs?.[name] ?? schema);
  }
}

/** A description beside a reference says more of it; the rest is what is referred to. */
function withoutReference({ $ref: _reference, anyOf: _variants, ...rest }: JsonSchema): JsonSchema {
  return rest;
}

type Unnamed = Drawn extends infer D ? (D extends Drawn ? Omit<D, keyof Words> : never) : never;

function fieldOf(schema: JsonSchema, isRequired: boolean, found: (schema: JsonSchema) => JsonSchema): Unnamed | null {
  const usual = schema.default;
  const limits: Limits & NumberLimits & { isRequired: boolean } = {
    isRequired,
    min: schema.minLength,
    max: schema.maxLength,
    least: schema.minimum,
    most: schema.maximum,
  };
  if (schema.enum) return { kind: 'choice', field: choice(typeof usual === 'string' ? usual : '', { isRequired }), options: optionsOf(schema, isRequired) };
  switch (schema.type) {
    case 'boolean':
      return { kind: 'yes', field: yes(usual === true) };
    case 'integer':
    case 'number':
      return { kind: 'number', field: usualOf(number({ ...limits, isWhole: schema.type === 'integer' }), typed('number', usual ?? '')) };
    case 'string':
      if (schema.format === 'date') return { kind: 'day', field: day({ isRequired, usual: typeof usual === 'string' ? usual : '' }) };
      return { kind: (schema.maxLength ?? 0) > LONG ? 'long' : 'text', field: text({ ...limits, usual: typeof usual === 'string' ? usual : '' }) };
    case 'array': {
      const items = found(schema.items ?? {});
      const given = Array.isArray(usual) ? usual.map(String) : [];
      if (items.enum) return { kind: 'several', field: several(given, { isRequired }), options: optionsOf(items, true) };
      if (items.type !== 'string') return null;
      return { kind: 'lines', field: linesOf(given.join('\n'), isRequired || (schema.minItems ?? 0) > 0, (lines) => lines) };
    }
    case 'object':
      if (typeof schema.additionalProperties !== 'object' || found(schema.additionalProperties).type !== 'string') return null;
      return { kind: 'pairs', field: linesOf(typed('pairs', usual ?? {}) as string, isRequired, (lines) => Object.fromEntries(lines.map(pairOf))) };
    default:
      return null;
  }
}

function usualOf<S>(field: FormField<string, S>, usual: unknown): FormField<string, S> {
  const begin = field.begin.bind(field);
  field.begin = (value) => begin(value ?? String(usual));
  field.begin();
  return field;
}

function linesOf(usual: string, isRequired: boolean, made: (lines: string[]) => unknown): FormField<string, unknown> {
  const lines = (value: string) =>
    value
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
  return new FormField<string, unknown>({ usual, isRequired, isEmpty: (value) => lines(value).length === 0, sent: (value) => made(lines(value)) });
}

function pairOf(line: string): [string, string] {
  const [name = '', ...value] = line.split('=');
  return [name.trim(), value.join('=').trim()];
}

function optionsOf(schema: JsonSchema, isRequired: boolean): { value: string; label: string }[] {
  const titles = schema['x-titles'] ?? [];
  const options = (schema.enum ?? []).filter((each) => each !== null).map((each, place) => ({ value: String(each), label: titles[place] ?? String(each) }));
  return isRequired ? options : [{ value: '', label: '–' }, ...options];
}

/** As it is typed. */
function typed(kind: Drawn['kind'], value: unknown): unknown {
  if (kind === 'number') return String(value).replace('.', ',');
  if (kind === 'lines') return (value as string[]).join('\n');
  if (kind === 'pairs')
    return Object.entries(value as Record<string, string>)
      .map(([name, each]) => `${name} = ${each}`)
      .join('\n');
  return value;
}

function at(value: unknown, name: string): unknown {
  return name.split('.').reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], value);
}

function put(into: Record<string, unknown>, name: string, value: unknown): void {
  const keys = name.split('.');
  const last = keys.pop() ?? '';
  const place = keys.reduce((found, key) => (found[key] ??= {}) as Record<string, unknown>, into);
  if (value === undefined) delete place[last];
  else place[last] = value;
}

/** What a setting of a node can be, read out of the JSON Schema of its kind: what a form draws, and what it checks. Pure. */
import type { JsonSchema } from '../../blocks/form/schema_form';

interface Common {
  label: string;
  help: string;
  /** What holds where nothing is set; undefined: nothing. */
  usual: unknown;
  isRequired: boolean;
  /** Empty means that there is none: null, or an empty text. */
  none: null | '' | undefined;
  /** What is chosen from a list: „prompt”, „office”; empty: it is typed. */
  means: string;
}

export interface Option {
  value: string;
  label: string;
}

export type Shape = Common &
  (
    | { type: 'text'; least: number; most: number | undefined; pattern: RegExp | null }
    | { type: 'number'; isWhole: boolean; least: number | undefined; most: number | undefined }
    | { type: 'yes' }
    | { type: 'choice'; options: readonly Option[] }
    | { type: 'several'; options: readonly Option[] }
    | { type: 'list'; item: Shape; fewest: number; most: number | undefined }
    | { type: 'map'; key: { means: string; pattern: RegExp | null }; value: Shape; fewest: number; most: number | undefined }
    | { type: 'group'; fields: readonly Setting[] }
    | { type: 'unknown' }
  );

export type ShapeOf<T extends Shape['type']> = Extract<Shape, { type: T }>;

export interface Setting {
  name: string;
  shape: Shape;
}

const read = new WeakMap<object, readonly Setting[]>();

/** The settings of a kind, in the order of the server. The same objects each time. */
export function settingsOf(kind: { settings: Readonly<Record<string, unknown>> }): readonly Setting[] {
  const known = read.get(kind);
  if (known !== undefined) return known;
  const schema = kind.settings as JsonSchema;
  const found = fieldsOf(schema, schema.$defs ?? {});
  read.set(kind, found);
  return found;
}

type Definitions = Readonly<Record<string, JsonSchema>>;

function fieldsOf(schema: JsonSchema, defs: Definitions): Setting[] {
  return Object.entries(schema.properties ?? {}).map(([name, given]) => ({ name, shape: shapeOf(given, defs, schema.required?.includes(name) ?? false) }));
}

function shapeOf(given: JsonSchema, defs: Definitions, isRequired: boolean): Shape {
  const variants = given.anyOf ?? [];
  const mayBeNull = variants.some(({ type }) => type === 'null');
  const schema = resolved({ ...variants.find(({ type }) => type !== 'null'), ...without(given) }, defs);
  const common: Common = {
    label: given.title ?? schema.title ?? '',
    help: given.description ?? schema.description ?? '',
    usual: given.default,
    isRequired,
    none: mayBeNull ? null : schema['x-may-be-empty'] ? '' : undefined,
    means: schema['x-means'] ?? schema.format ?? '',
  };
  return { ...common, ...ownShape(schema, defs) } as Shape;
}

function ownShape(schema: JsonSchema, defs: Definitions): object {
  if (schema.enum) return { type: 'choice', options: optionsOf(schema) };
  switch (schema.type) {
    case 'boolean':
      return { type: 'yes' };
    case 'integer':
    case 'number':
      return { type: 'number', isWhole: schema.type === 'integer', least: schema.minimum, most: schema.maximum };
    case 'string':
      return { type: 'text', least: schema.minLength ?? 0, most: schema.maxLength, pattern: patternOf(schema.pattern) };
    case 'array': {
      const items = resolved(schema.items ?? {}, defs);
      if (items.enum) return { type: 'several', options: optionsOf(items) };
      return { type: 'list', item: shapeOf(items, defs, true), fewest: schema.minItems ?? 0, most: schema.maxItems };
    }
    case 'object':
      return schema.properties ? { type: 'group', fields: fieldsOf(schema, defs) } : mapOf(schema, defs);
    default:
      return { type: 'unknown' };
  }
}

function mapOf(schema: JsonSchema, defs: Definitions): object {
  const [pattern, value] = Object.entries(schema.patternProperties ?? {})[0] ?? [undefined, schema.additionalProperties];
  if (typeof value !== 'object') return { type: 'unknown' };
  return {
    type: 'map',
    key: { means: schema.propertyNames?.['x-means'] ?? '', pattern: patternOf(pattern) },
    value: shapeOf(value, defs, true),
    fewest: schema.minProperties ?? 0,
    most: schema.maxProperties,
  };
}

function resolved(schema: JsonSchema, defs: Definitions): JsonSchema {
  const name = schema.$ref?.replace('#/$defs/', '');
  return name === undefined ? schema : { ...defs[name], ...without(schema) };
}

/** A description beside a reference says more of it; the rest is what is referred to. */
function without({ $ref, anyOf: _variants, ...rest }: JsonSchema): JsonSchema {
  return $ref === undefined ? rest : { $ref, ...rest };
}

const patternOf = (pattern: string | undefined) => (pattern === undefined ? null : new RegExp(pattern));

function optionsOf(schema: JsonSchema): Option[] {
  const titles = schema['x-titles'] ?? [];
  return (schema.enum ?? []).filter((each) => each !== null).map((each, place) => ({ value: String(each), label: titles[place] ?? String(each) }));
}

/** Every text that means `means` in the settings as they hold, the usual ones included. */
export function valuesOf(settings: Readonly<Record<string, unknown>>, fields: readonly Setting[], means: string): { setting: string; value: string }[] {
  return fields.flatMap(({ name, shape }) =>
    within(settings[name] === undefined ? shape.usual : settings[name], shape, means).map((value) => ({ setting: name, value })),
  );
}

function within(value: unknown, shape: Shape, means: string): string[] {
  switch (shape.type) {
    case 'text':
      return shape.means === means && typeof value === 'string' && value !== '' ? [value] : [];
    case 'list':
      return Array.isArray(value) ? value.flatMap((each) => within(each, shape.item, means)) : [];
    case 'map': {
      const entries = isRecord(value) ? Object.entries(value) : [];
      return entries.flatMap(([key, each]) => [...(shape.key.means === means ? [key] : []), ...within(each, shape.value, means)]);
    }
    case 'group':
      return isRecord(value) ? valuesOf(value, shape.fields, means).map((each) => each.value) : [];
    default:
      return [];
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * What stands after the "?" of a page's address, by name and kind:
 *
 *   const address = query('/holds', { state: oneOf(STATES, 'inForce'), hold: id() });
 *   address.now().state          // typed, reactive
 *   address.go({ state: 'over' }, 'replace');
 *
 * What does not fit its kind is left out, and what is as usual stands in no address.
 */
import { currentSearch, go } from './router.svelte';

export interface Codec<T> {
  /** undefined: it fits none. */
  read(this: void, text: string): T | undefined;
  write(this: void, value: T): string;
  /** When the address says nothing. */
  usual: T;
}

const codec = <T>(usual: T, read: (text: string) => T | undefined, write: (value: T) => string = String): Codec<T> => ({ usual, read, write });

/** Free text, cut at `most` signs. */
export const text = (most = 64): Codec<string> => codec('', (given) => given.slice(0, most));

export function oneOf<V extends string, U extends string>(values: readonly V[], usual: U): Codec<V | U> {
  return codec<V | U>(usual, (given) => values.find((each) => each === given));
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** "2026-11-26"; empty: none. */
export const day = (): Codec<string> => codec('', (given) => (DAY.test(given) && Number.isFinite(Date.parse(given)) ? given : undefined));

const ID = /^[\w.:-]{1,64}$/;

/** Of what is opened; null: nothing. */
export const id = (): Codec<string | null> =>
  codec<string | null>(
    null,
    (given) => (ID.test(given) ? given : undefined),
    (value) => value ?? '',
  );

/** Of an office. */
export const office = (): Codec<string> => codec('', (given) => (/^\w{1,16}$/.test(given) ? given : undefined));

/** A whole number, as it was typed; empty: none. */
export const count = (most = 5): Codec<string> => codec('', (given) => (given.length <= most && /^\d+$/.test(given) ? given : undefined));

export const flag = (): Codec<boolean> =>
  codec(
    false,
    (given) => given === '1',
    (value) => (value ? '1' : ''),
  );

type Asked<S> = { [K in keyof S]: S[K] extends Codec<infer T> ? T : never };
export type ValuesOf<Q> = Q extends Query<infer S> ? Asked<S> : never;

export class Query<S extends Record<string, Codec<unknown>>> {
  readonly #codecs: [keyof S & string, Codec<unknown>][];

  constructor(
    private readonly path: string,
    spec: S,
  ) {
    this.#codecs = Object.entries(spec) as [keyof S & string, Codec<unknown>][];
  }

  of(search: URLSearchParams): Asked<S> {
    return Object.fromEntries(
      this.#codecs.map(([name, { read, usual }]) => {
        const given = search.get(name);
        return [name, (given === null ? undefined : read(given)) ?? usual];
      }),
    ) as Asked<S>;
  }

  /** Of the address that is shown. Reactive. */
  now(): Asked<S> {
    return this.of(currentSearch());
  }

  /** What is not named is as usual. */
  address(values: Partial<Asked<S>>): string {
    const search = new URLSearchParams();
    for (const [name, { write, usual }] of this.#codecs) {
      const value = values[name] ?? usual;
      if (value !== usual) search.set(name, write(value));
    }
    return search.size ? `${this.path}?${search.toString()}` : this.path;
  }

  /** The address that is shown, with this change. Reactive. */
  href(change: Partial<Asked<S>>): string {
    return this.address({ ...this.now(), ...change });
  }

  go(change: Partial<Asked<S>>, how: 'push' | 'replace' = 'push'): void {
    go(this.href(change), { replace: how === 'replace' });
  }
}

export function query<S extends Record<string, Codec<unknown>>>(path: string, spec: S): Query<S> {
  return new Query(path, spec);
}

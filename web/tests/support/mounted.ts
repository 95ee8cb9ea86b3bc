/** A part or a page in a document of happy-dom: found by what people see and screen readers say. */
import { flushSync, mount, unmount, type Component } from 'svelte';
import { afterEach, vi } from 'vitest';
import type { Me } from '../../src/api/session.svelte';
import type { AgentLive } from '../../src/live/protocol';
import Shell from './Shell.svelte';

let mounted: Record<string, unknown> | null = null;

afterEach(async () => {
  if (mounted !== null) await unmount(mounted);
  mounted = null;
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

/** Nothing that is asked of the web service by the shell is answered; pages get their own fakes in `given`. */
export async function show<P extends Record<string, unknown>>(
  page: Component<P>,
  given: P,
  address = '/',
  me: Me | null = null,
  agents: ReadonlyMap<string, AgentLive> = new Map(),
): Promise<void> {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  const { go } = await import('../../src/navigation/router.svelte');
  go(address, { replace: true });
  mounted = mount(Shell, { target: document.body, props: { page: page as Component<Record<string, unknown>>, me, given, agents } });
  await settled();
}

/** All that is on its way has come. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) {
    await Promise.resolve();
    flushSync();
  }
  await new Promise((resolve) => setTimeout(resolve, 0));
  flushSync();
}

export function seen(): string {
  return (document.body.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function nameOf(element: Element): string {
  return (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
}

function found<E extends Element>(what: string, all: E[]): E {
  const last = all.at(-1);
  if (last === undefined) throw new Error(`There is no ${what}: ${seen()}`);
  return last;
}

/** The last one of that name: a dialog stands after the page. */
export function button(name: string): HTMLButtonElement {
  return found(
    `button "${name}"`,
    [...document.querySelectorAll('button')].filter((each) => nameOf(each) === name),
  );
}

export function field(label: string): HTMLInputElement {
  const labels = [...document.querySelectorAll('label')].filter((each) => nameOf(each) === label);
  const ids = labels.map((each) => each.getAttribute('for'));
  const inside = labels.flatMap((each) => [...each.querySelectorAll('input')]);
  return found(`field "${label}"`, [...ids.flatMap((id) => (id ? [document.getElementById(id) as HTMLInputElement] : [])), ...inside]);
}

export async function press(name: string): Promise<void> {
  const pressed = button(name);
  pressed.click();
  // happy-dom does not send a form by a button outside of it.
  if (pressed.type === 'submit' && pressed.getAttribute('form') && !pressed.closest('form')) {
    document
      .getElementById(pressed.getAttribute('form') ?? '')
      ?.dispatchEvent(new SubmitEvent('submit', { bubbles: true, cancelable: true, submitter: pressed }));
  }
  await settled();
}

export async function type(label: string, value: string): Promise<void> {
  const into = field(label);
  into.value = value;
  into.dispatchEvent(new Event('input', { bubbles: true }));
  into.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

export function rows(): string[][] {
  return [...document.querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('td, th')].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
  );
}

/** A box or one of several choices. */
export async function check(label: string): Promise<void> {
  field(label).click();
  await settled();
}

/** One of a list. */
export async function choose(label: string, value: string): Promise<void> {
  const select = field(label) as unknown as HTMLSelectElement;
  const wanted = found(
    `choice "${value}"`,
    [...select.options].filter((each) => each.value === value),
  );
  wanted.selected = true;
  // happy-dom knows no `option:checked`, by which Svelte reads what was chosen.
  const query = select.querySelector.bind(select);
  select.querySelector = (selector: string) => (selector === ':checked' ? wanted : query(selector));
  select.dispatchEvent(new Event('change', { bubbles: true }));
  await settled();
}

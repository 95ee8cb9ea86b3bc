/** The one map of keys: it acts, draws the help on `?` and the hints on buttons. */
import { createSubscriber } from 'svelte/reactivity';
import { matches, writes } from './match';

export interface KeyBinding {
  /** Unique while it is registered, e.g. `desk.mute`. */
  id: string;
  /** As people see it: `M`, `Enter`, `Ctrl+K`, `?`, `/`, `F2`. */
  key: string;
  /** What it does, for the help: a function, since the language may change. */
  says: () => string;
  /** Heading in the help. */
  group?: () => string;
  run: () => void;
  /** Missing: always. */
  isOn?: () => boolean;
}

const OFF = 's724.keys';
const bindings = new Map<string, KeyBinding>();
let areOff = false;
let changed: () => void = () => undefined;
const subscribe = createSubscriber((update) => {
  changed = update;
  return () => {
    changed = () => undefined;
  };
});

/** Registers them until the function that is returned is called: `$effect(() => registerKeys([...]))`. */
export function registerKeys(wanted: KeyBinding[]): () => void {
  for (const each of wanted) bindings.set(each.id, each);
  changed();
  return () => {
    for (const each of wanted) if (bindings.get(each.id) === each) bindings.delete(each.id);
    changed();
  };
}

/** All that are registered, in the order of registration. Reactive. */
export function allKeys(): KeyBinding[] {
  subscribe();
  return [...bindings.values()];
}

/** The key of a binding for the hint on its button; null while keys are switched off or it is unknown. Reactive. */
export function keyOf(id: string): string | null {
  subscribe();
  return areOff ? null : (bindings.get(id)?.key ?? null);
}

/** Are single keys switched off by the person? Reactive. */
export function areKeysOff(): boolean {
  subscribe();
  return areOff;
}

/** Kept in this browser. */
export function switchKeys(off: boolean): void {
  areOff = off;
  try {
    localStorage.setItem(OFF, off ? 'off' : 'on');
  } catch {
    // A browser that keeps nothing: for this page only.
  }
  changed();
}

/** Listen to the keys of a window until the function that is returned is called. */
export function listenToKeys(target: Window): () => void {
  try {
    areOff = localStorage.getItem(OFF) === 'off';
  } catch {
    areOff = false;
  }
  target.addEventListener('keydown', pressed);
  return () => target.removeEventListener('keydown', pressed);
}

function pressed(event: KeyboardEvent): void {
  if (areOff || event.defaultPrevented || event.isComposing || event.repeat) return;
  // A dialog that is open has the keys to itself.
  const isModal = document.querySelector('dialog:modal') !== null;
  for (const each of bindings.values()) {
    if (!matches(each.key, event) || !(each.isOn?.() ?? true)) continue;
    if (isModal || (writes(each.key) && isTaken(event, each.key))) return;
    event.preventDefault();
    each.run();
    return;
  }
}

/** Is the key meant for the field or the button that has the focus? */
function isTaken(event: KeyboardEvent, key: string): boolean {
  const on = event.composedPath()[0];
  if (!(on instanceof HTMLElement)) return false;
  if (on.isContentEditable || on.matches('textarea, select')) return true;
  if (on instanceof HTMLInputElement) return !/^(button|checkbox|radio|range|submit)$/.test(on.type) || key === ' ';
  return (key === 'Enter' || key === 'Space') && on.matches('button, a[href], summary, [role="button"], [role="tab"]');
}

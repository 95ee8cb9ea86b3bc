/** What can be done, each described once: that draws its button, its key, the help on `?` and the palette on `Ctrl+K`. */
import type { Component } from 'svelte';
import { createSubscriber } from 'svelte/reactivity';
import { matches, writes } from './match';
import { Typing } from './typing';

export interface Command {
  /** Unique while it is offered, e.g. `call.hold`. */
  id: string;
  /** As people see it: `M`, `Enter`, `Ctrl+K`, `?`, `/`, `F2`. */
  key?: string;
  /** What it does, on its button and in the palette: a function, since the language and what is so may change. */
  says: () => string;
  /** In the help, where the button's words are those of one state only; missing: as `says`. */
  helps?: () => string;
  /** Heading in the help and in the palette. */
  group?: () => string;
  icon?: () => Component<{ size?: number; 'aria-hidden'?: 'true' }>;
  run: () => unknown;
  /** May it be done now? Missing: always. */
  isOn?: () => boolean;
  /** Is it shown among the buttons? Missing: as `isOn`. */
  isShown?: () => boolean;
  /** Of a switch. */
  isPressed?: () => boolean;
  isBusy?: () => boolean;
  /** A dialog comes first. */
  opensDialog?: boolean;
  /** It ends a call or touches a recording: the key takes Shift, and the bare letter only says so. */
  isRisky?: boolean;
  /** In dialogs and in fields, too. */
  isEverywhere?: boolean;
  /** Any other command with the same key comes first. */
  isBelow?: boolean;
}

const OFF = 's724.keys';
const offered = new Map<string, Command>();
const typing = new Typing();
let areOff = false;
let told: Command | null = null;
let changed: () => void = () => undefined;
const subscribe = createSubscriber((update) => {
  changed = update;
  return () => {
    changed = () => undefined;
  };
});

/** Offers them until the function that is returned is called: `$effect(() => offer([...]))`. */
export function offer(wanted: readonly Command[]): () => void {
  for (const each of wanted) offered.set(each.id, each);
  changed();
  return () => {
    for (const each of wanted) if (offered.get(each.id) === each) offered.delete(each.id);
    changed();
  };
}

/** All that are offered, in their order. Reactive. */
export function allCommands(): Command[] {
  subscribe();
  return [...offered.values()];
}

/** Null if it is not offered. Reactive. */
export function commandOf(id: string): Command | null {
  subscribe();
  return offered.get(id) ?? null;
}

/** The keys that are to be pressed; null without any. */
export function pressesOf({ key, isRisky }: Command): string | null {
  return key === undefined ? null : isRisky ? `Shift+${key}` : key;
}

/** The key of a command for the hint on its button; null while single keys are switched off or it is unknown. Reactive. */
export function keyOf(id: string): string | null {
  const found = commandOf(id);
  return found === null || (areOff && writes(found.key ?? '')) ? null : pressesOf(found);
}

/** The command whose bare letter was pressed though it takes Shift; null after it was read. Reactive. */
export function toldOfShift(): Command | null {
  subscribe();
  return told;
}

export function readShift(): void {
  told = null;
  changed();
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
  if (['Enter', 'Tab', 'Escape'].includes(event.key)) typing.ends();
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const isSign = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
  const found = meantBy(event);
  if (found === null) {
    if (isSign) typing.sign();
    return;
  }
  event.preventDefault();
  const { command, isBare } = found;
  const act = () => {
    if (!(command.isOn?.() ?? true)) return;
    if (!isBare) {
      if (told !== null) readShift();
      void command.run();
      return;
    }
    told = command;
    changed();
  };
  if (isSign) typing.key(act, /^\p{L}$/u.test(event.key));
  else act();
}

/** The command of a key where it was pressed; `isBare`: Shift is missing. The newest of two that have the same key. */
function meantBy(event: KeyboardEvent): { command: Command; isBare: boolean } | null {
  // A dialog that is open has the keys to itself.
  const isModal = document.querySelector('dialog:modal') !== null;
  const newest = [...offered.values()].reverse();
  for (const command of [...newest.filter((each) => !each.isBelow), ...newest.filter((each) => each.isBelow)]) {
    const presses = pressesOf(command);
    if (presses === null || (areOff && writes(presses))) continue;
    const isMeant = matches(presses, event);
    const isBare = !isMeant && command.isRisky === true && matches(command.key ?? '', event);
    if ((!isMeant && !isBare) || !(command.isOn?.() ?? true)) continue;
    if (!command.isEverywhere && (isModal || (writes(presses) && isTaken(event, presses)))) return null;
    return { command, isBare };
  }
  return null;
}

/** Is the key meant for the field or the button that has the focus? */
function isTaken(event: KeyboardEvent, key: string): boolean {
  const on = event.composedPath()[0];
  if (!(on instanceof HTMLElement)) return false;
  if (on.isContentEditable || on.matches('textarea, select')) return true;
  if (on instanceof HTMLInputElement) return !/^(button|checkbox|radio|range|submit)$/.test(on.type) || key === ' ';
  return (key === 'Enter' || key === 'Space') && on.matches('button, a[href], summary, [role="button"], [role="tab"]');
}

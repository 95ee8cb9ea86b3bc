/** Does a pressed key mean a binding? Pure. */

export interface Pressed {
  key: string;
  ctrlKey: boolean;
  altKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
}

/** `M`, `Ctrl+K`, `?`, `Enter`, `Shift+F2`. On a Mac, Cmd is Ctrl. Shift counts only where it is named. */
export function matches(key: string, pressed: Pressed): boolean {
  const parts = key.length > 1 ? key.split('+') : [key];
  const last = parts.at(-1) ?? '';
  const wants = (name: string) => parts.slice(0, -1).includes(name);
  if (pressed.altKey !== wants('Alt')) return false;
  if ((pressed.ctrlKey || pressed.metaKey) !== wants('Ctrl')) return false;
  if (wants('Shift') && !pressed.shiftKey) return false;
  if (!wants('Shift') && pressed.shiftKey && /^[A-Z]$/.test(last)) return false;
  return pressed.key.toLowerCase() === last.toLowerCase();
}

/** A key that would write something where the cursor is. */
export function writes(key: string): boolean {
  return !/(^|\+)(Ctrl|Alt)\+/.test(key) && !/^(Shift\+)?(F\d{1,2}|Escape)$/.test(key);
}

/** Light, dark, or as the machine is set; kept in this browser. */

export type Theme = 'auto' | 'light' | 'dark';

const KEPT = 's724.theme';

let chosen = $state<Theme>('auto');

/** Reactive. */
export function theme(): Theme {
  return chosen;
}

export function setTheme(wanted: Theme): void {
  chosen = wanted;
  if (wanted === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // A browser that keeps nothing: for this page only.
  }
}

/** Before the first picture. */
export function restoreTheme(): void {
  try {
    const kept = localStorage.getItem(KEPT);
    if (kept === 'light' || kept === 'dark') setTheme(kept);
  } catch {
    // As the machine is set.
  }
}

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
  show(wanted);
  try {
    localStorage.setItem(KEPT, wanted);
  } catch {
    // A browser that keeps nothing: for this page only.
  }
}

/** Until the function that is returned is called, whatever is chosen: for a screen that nobody sets. */
export function wearTheme(wanted: Theme): () => void {
  show(wanted);
  return () => show(chosen);
}

function show(wanted: Theme): void {
  if (wanted === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
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

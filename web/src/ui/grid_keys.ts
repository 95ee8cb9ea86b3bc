/**
 * One stop of the tabulator for a whole table: the arrows lead from cell to cell, Home and End along the row, with Ctrl to its
 * corners, Page Up and Down by ten rows. What can have the focus carries `data-cell` and `tabindex="-1"`: a cell, or the one button in it.
 */

const PAGE_ROWS = 10;

export function gridKeys(table: HTMLElement): () => void {
  let stop: HTMLElement | null = null;
  const cellsOf = (row: Element) => [...row.querySelectorAll<HTMLElement>('[data-cell]')];
  const rows = () => [...table.querySelectorAll('tr')].map(cellsOf).filter((cells) => cells.length > 0);

  function take(cell: HTMLElement) {
    if (stop !== null && stop !== cell) stop.tabIndex = -1;
    stop = cell;
    cell.tabIndex = 0;
  }
  /** Whatever is taken out of the table, or comes into it: one place of it can be stopped at. */
  function keep() {
    if (stop !== null && table.contains(stop)) return;
    const first = table.querySelector<HTMLElement>('[data-cell]');
    if (first !== null) take(first);
  }

  function onfocusin(event: FocusEvent) {
    const cell = (event.target as Element).closest<HTMLElement>('[data-cell]');
    if (cell !== null) take(cell);
  }

  function onkeydown(event: KeyboardEvent) {
    const from = (event.target as Element).closest<HTMLElement>('[data-cell]');
    if (from === null || event.altKey || event.metaKey || event.shiftKey) return;
    const all = rows();
    const row = all.findIndex((cells) => cells.includes(from));
    const at = all[row]?.indexOf(from) ?? 0;
    const last = all.length - 1;
    const end = Infinity;
    const ways: Record<string, readonly [row: number, at: number]> = event.ctrlKey
      ? { Home: [0, 0], End: [last, end] }
      : {
          ArrowRight: [row, at + 1],
          ArrowLeft: [row, at - 1],
          ArrowDown: [row + 1, at],
          ArrowUp: [row - 1, at],
          Home: [row, 0],
          End: [row, end],
          PageDown: [row + PAGE_ROWS, at],
          PageUp: [row - PAGE_ROWS, at],
        };
    const way = ways[event.key];
    if (way === undefined) return;
    event.preventDefault();
    const cells = all[Math.min(last, Math.max(0, way[0]))] ?? [];
    cells[Math.min(cells.length - 1, Math.max(0, way[1]))]?.focus();
  }

  keep();
  table.addEventListener('focusin', onfocusin);
  table.addEventListener('keydown', onkeydown);
  const changes = new MutationObserver(keep);
  changes.observe(table, { childList: true, subtree: true });
  return () => {
    table.removeEventListener('focusin', onfocusin);
    table.removeEventListener('keydown', onkeydown);
    changes.disconnect();
  };
}

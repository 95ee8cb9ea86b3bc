/** Prints a drawing: the browser's own dialog prints it, or saves it as PDF. */

/** Each page is an SVG. Resolves when the dialog is closed. */
export async function printPages(pages: readonly string[]): Promise<void> {
  const paper = document.createElement('div');
  paper.className = 'scenario-paper';
  for (const page of pages) {
    // By the parser of XML: nothing in it becomes a script, and a page that is no SVG raises nothing but an empty sheet.
    const { documentElement } = new DOMParser().parseFromString(page, 'image/svg+xml');
    paper.append(document.importNode(documentElement, true));
  }
  document.body.append(paper);
  const closed = new Promise<void>((resolve) => window.addEventListener('afterprint', () => resolve(), { once: true }));
  try {
    window.print();
    await closed;
  } finally {
    paper.remove();
  }
}

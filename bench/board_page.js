// Runs before the page's own scripts: how long from a message of a queue until its number is painted, in ms.
(() => {
  const delays = [];
  const pending = new Map(); // office → [{ waiting, at }], the oldest first
  const last = new Map();
  let shift = 0;
  const what = [];
  Object.defineProperty(window, '__board', { value: { delays, shift: () => shift, what, forget } });

  function forget() {
    delays.length = 0;
    shift = 0;
    what.length = 0;
    pending.clear();
    performance.clearMarks();
    performance.clearMeasures();
  }

  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(...wanted) {
      super(...wanted);
      // Registered first, so it hears each message before the page does.
      this.addEventListener('message', (event) => heard(event.data, performance.now()));
    }
  };

  function heard(text, at) {
    const told = JSON.parse(text);
    if (told.type !== 'event' || told.topic !== 'queue' || told.value === null) return;
    const waiting = String(told.value.waiting ?? 0);
    if (last.get(told.key) === waiting) return; // nothing to draw
    last.set(told.key, waiting);
    if (!pending.has(told.key)) pending.set(told.key, []);
    pending.get(told.key).push({ waiting, at });
  }

  function look() {
    for (const row of document.querySelectorAll('#board-queues tbody tr')) {
      const office = row.querySelector('th')?.textContent.match(/\d{5}/)?.[0];
      const waits = pending.get(office);
      if (!waits?.length) continue;
      const shown = row.children[1].textContent.trim();
      const at = waits.findLastIndex((each) => each.waiting === shown);
      if (at >= 0) painted(waits.splice(0, at + 1));
    }
  }

  function painted(done) {
    // The next frame draws it; a message that is sent there comes when it has been drawn.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        for (const { at } of done) delays.push(performance.measure('board', { start: at, end: performance.now() }).duration);
      };
      port2.postMessage(null);
    });
  }

  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) {
      // A number that grows to the left is no jump; what moves up or down is.
      const moved = each.sources.filter((one) => one.previousRect.top !== one.currentRect.top);
      if (moved.length === 0) continue;
      shift += each.value;
      what.push(...moved.map((one) => `${one.node?.parentElement?.className ?? ''}: ${one.node?.textContent.trim().slice(0, 40) ?? ''}`));
    }
  }).observe({ type: 'layout-shift', buffered: true });
})();

// Notes when the page is told of an offer, and when the caller's card can be read on it.
(() => {
  const seen = { offered: null, told: null, shown: null };
  window.__card = seen;
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...how) {
      super(...how);
      if (!String(how[0]).includes('/api/live')) return;
      this.addEventListener('message', (event) => {
        const text = String(event.data);
        if (seen.told !== null || !/"phase":\s*"offered"/.test(text)) return;
        seen.told = Date.now();
        seen.offered = Date.parse(/"offered":\s*"(\d[^"]+)"/.exec(text)?.[1] ?? '');
      });
    }
  };
  const look = () => {
    const tabs = document.querySelector('section[aria-labelledby="desk-client"] [role="tablist"]');
    if (seen.shown === null && tabs !== null) seen.shown = Date.now();
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true });
})();

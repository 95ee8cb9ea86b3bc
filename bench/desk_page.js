// Runs before the page's own scripts: notes when the card of an offered call was painted, in ms since 1970.
(() => {
  const painted = [];
  Object.defineProperty(window, '__painted', { value: painted });
  let isShown = false;
  function look() {
    const button = [...document.querySelectorAll('button')].find((each) => each.textContent.trim().startsWith('Odbierz'));
    if (!button === !isShown) return;
    isShown = Boolean(button);
    if (!isShown) return;
    // The next frame draws it; a message that is sent there comes when it has been drawn.
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => painted.push(performance.timeOrigin + performance.now());
      port2.postMessage(null);
    });
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
})();

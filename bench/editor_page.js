// Runs before the page's own scripts: when the drawing is there, and how long after an input something is painted, in ms.
(() => {
  const found = { opened: null, findings: [], drags: [] };
  let isDragging = false;
  let pressed = null; // { at, said }: a key, and what the findings were then
  Object.defineProperty(window, '__editor', { value: { found, drag: (is) => (isDragging = is), press } });

  // How many there are in all, and which nodes say so.
  const said = () =>
    [...document.querySelectorAll('[role=tab], .svelte-flow__node .errors')].map((each) => each.textContent).join('|');

  // After the frame that has drawn it: what is sent in it arrives when it is painted.
  function painted(tell) {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = tell;
      port2.postMessage(0);
    });
  }

  function press() {
    pressed = { at: null, said: said() };
  }

  addEventListener(
    'keydown',
    (event) => {
      if (pressed !== null && pressed.at === null && event.key !== 'Control') pressed.at = event.timeStamp;
    },
    true,
  );

  addEventListener(
    'mousemove',
    (event) => {
      if (isDragging) painted(() => found.drags.push(performance.now() - event.timeStamp));
    },
    true,
  );

  function look() {
    if (found.opened === null) {
      const node = document.querySelector('.svelte-flow__node');
      if (node !== null && getComputedStyle(node).visibility === 'visible') {
        const path = document.querySelector('.svelte-flow__edge path');
        if (path !== null) found.opened = performance.now();
      }
    }
    if (pressed !== null && pressed.at !== null && said() !== pressed.said) {
      found.findings.push(performance.now() - pressed.at);
      pressed = null;
    }
    requestAnimationFrame(look);
  }
  requestAnimationFrame(look);
})();

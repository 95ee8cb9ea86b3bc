/** Keeps the screen of a wall awake, where the browser lets it. */

interface Sentinel {
  release(): Promise<void>;
}

interface Waker {
  request(type: 'screen'): Promise<Sentinel>;
}

/** Until the function that is returned is called. Browsers let go when the page is hidden: asked again when it is seen. */
export function keepAwake(waker: Waker | undefined = navigator.wakeLock): () => void {
  let isOver = false;
  let held: Sentinel | null = null;

  async function ask() {
    if (waker === undefined || isOver || document.hidden) return;
    try {
      const got = await waker.request('screen');
      await held?.release();
      held = got;
      // Left while the browser was asked.
      if (isOver as boolean) await got.release();
    } catch {
      // Refused, e.g. on a battery that is low: the screen does what it is set to.
    }
  }

  const seen = () => void ask();
  document.addEventListener('visibilitychange', seen);
  void ask();
  return () => {
    isOver = true;
    document.removeEventListener('visibilitychange', seen);
    void held?.release().catch(() => undefined);
  };
}

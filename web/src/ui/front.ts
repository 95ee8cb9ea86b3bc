/**
 * What lies in front: the dialogs that are open. A modal dialog makes everything beside it inert, so what has to be used
 * all the same, as the call's bar, stands in the dialog meanwhile.
 */

const dialogs: HTMLElement[] = [];
const followers = new Set<() => void>();

/** An open dialog lies before all others until the function that is returned is called. */
export function bringForward(dialog: HTMLElement): () => void {
  dialogs.push(dialog);
  for (const follow of followers) follow();
  return () => {
    const at = dialogs.lastIndexOf(dialog);
    if (at >= 0) dialogs.splice(at, 1);
    for (const follow of followers) follow();
  };
}

/** Attached to an element that is the only one of its parent: it stands in the dialog in front, or where it was. It may
 * keep its place on the screen (`--front-top`); the dialog is told as `--front-height` where it ends. */
export function staysInFront(element: HTMLElement): () => void {
  const home = element.parentElement;
  let top = 0;
  const tell = () => element.parentElement?.style.setProperty('--front-height', `${top + element.offsetHeight}px`);
  const follow = () => {
    const place = dialogs.at(-1) ?? home;
    if (element.parentElement === home && place !== home) {
      top = Math.max(0, element.getBoundingClientRect().top);
      element.style.setProperty('--front-top', `${top}px`);
    }
    if (place !== null && element.parentElement !== place) place.append(element);
    if (place !== home) tell();
  };
  const size = new ResizeObserver(() => {
    if (element.parentElement !== home) tell();
  });
  size.observe(element);
  followers.add(follow);
  follow();
  return () => {
    size.disconnect();
    followers.delete(follow);
    element.remove();
  };
}

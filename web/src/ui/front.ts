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

/** Attached to an element that is the only one of its parent: it stands in the dialog in front, or where it was. The
 * dialog is told its height as `--front-height`. */
export function staysInFront(element: HTMLElement): () => void {
  const home = element.parentElement;
  const tell = () => element.parentElement?.style.setProperty('--front-height', `${element.offsetHeight}px`);
  const follow = () => {
    const place = dialogs.at(-1) ?? home;
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

/** What becomes of the column beside the call when another call, or none, is at hand. Pure. */

export interface Turn {
  /** What was asked and opened goes. */
  forgets: boolean;
  tab: 'client' | 'knowledge';
}

/**
 * `before`: the id of the call of before. What was asked in a call is nobody's business in the next one; what was asked
 * without a call is no caller's, and is not taken from under the hands of whoever types it.
 */
export function turnOf(before: string | null, isTyping: boolean): Turn {
  return isTyping ? { forgets: before !== null, tab: 'knowledge' } : { forgets: true, tab: 'client' };
}

/** Does somebody write into a field within `room`? */
export function isTypingIn(room: Element | undefined, focused: Element | null): boolean {
  return room !== undefined && focused !== null && room.contains(focused) && focused.matches('input, textarea');
}

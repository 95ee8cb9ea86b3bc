/** The desk of who is logged in, as the shell has made it; the shell itself loads nothing of it before that. */
import { createContext } from 'svelte';
import type { Desk } from './desk.svelte';

/** Null before it is made, and for who has none. */
export interface OwnDesk {
  desk: Desk | null;
}

/** Of the shell; in any page below it. */
export const [getOwnDesk, setOwnDesk] = createContext<OwnDesk>();

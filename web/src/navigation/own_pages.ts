/** Which pages are those of whoever is logged in: a page below the shell asks before it leads there. */
import { createContext } from 'svelte';

export type IsOwn = (path: string) => boolean;

/** Of the shell; in any page below it. */
export const [getOwnPages, setOwnPages] = createContext<IsOwn>();

/** What kind of installation this is: a demonstration, one with the office's directory. Asked once, before the log-in. */
import { createContext } from 'svelte';
import { api, said, type Schema } from './client';
import { isPassing } from './errors';

export type Demonstration = Schema['Demonstration'];

export class Surroundings {
  /** null: no demonstration, or not from this machine. undefined: not known yet. */
  demonstration = $state.raw<Demonstration | null | undefined>(undefined);
  /** Nobody has answered: it is not known whether this is a demonstration. */
  hasFailed = $state(false);
  hasDirectory = $state(false);

  /** Never raises. */
  async ask(): Promise<void> {
    this.hasFailed = false;
    const [demonstration, directory] = await Promise.allSettled([said(api.GET('/api/demonstration')), said(api.GET('/api/oidc'))]);
    if (demonstration.status === 'fulfilled') this.demonstration = demonstration.value;
    else if (isPassing(demonstration.reason)) this.hasFailed = true;
    else this.demonstration = null;
    this.hasDirectory = directory.status === 'fulfilled' && directory.value.is_connected;
  }
}

/** Of the shell; in any page below it. */
export const [getSurroundings, setSurroundings] = createContext<Surroundings>();

/** What kind of installation this is: a demonstration, one with the office's directory. Asked once, before the log-in. */
import { createContext } from 'svelte';
import { api, said, type Schema } from './client';

export type Demonstration = Schema['Demonstration'];

export class Surroundings {
  /** null: no demonstration, or not from this machine. undefined: not asked yet. */
  demonstration = $state.raw<Demonstration | null | undefined>(undefined);
  hasDirectory = $state(false);

  /** Never raises: without an answer there is neither. */
  async ask(): Promise<void> {
    const [demonstration, directory] = await Promise.allSettled([said(api.GET('/api/demonstration')), said(api.GET('/api/oidc'))]);
    this.demonstration = demonstration.status === 'fulfilled' ? demonstration.value : null;
    this.hasDirectory = directory.status === 'fulfilled' && directory.value.is_connected;
  }
}

/** Of the shell; in any page below it. */
export const [getSurroundings, setSurroundings] = createContext<Surroundings>();

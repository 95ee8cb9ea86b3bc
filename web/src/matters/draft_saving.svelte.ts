/** An answer as far as it is typed: saved by itself, so that a call may come at any moment. */
import { Autosave } from '../blocks/saving/autosave.svelte';
import type { MatterDetail, MattersApi } from './matters_api';

export class DraftSaving {
  readonly saving: Autosave<{ text: string }, string>;

  constructor(keep: MattersApi['keepDraft'], id: () => string) {
    this.saving = new Autosave<{ text: string }, string>({
      save: async ({ text }) => {
        await keep(id(), text);
        return text;
      },
      read: (stored) => Promise.resolve(stored),
      typedOf: (text) => ({ text }),
    });
  }

  begin({ draft }: MatterDetail): void {
    const text = draft?.text ?? '';
    this.saving.begin(text, { text }, draft ? Date.parse(draft.at) : null);
  }

  typed(text: string): void {
    const { typed } = this.saving;
    if (typed === null || typed.text === text) return;
    typed.text = text;
    this.saving.touched();
  }
}

/** One proposal that is confirmed, refused or taken back. */
import { sentenceOf } from '../api/client';
import { t } from '../words';
import type { Proposal, SecondPersonApi } from './second_person_api';
import type { WaitingProposals } from './waiting.svelte';

export type Step = 'confirm' | 'refuse' | 'withdraw';

export class Deciding {
  asked = $state.raw<{ proposal: Proposal; step: Step } | null>(null);
  isBusy = $state(false);
  failure = $state('');
  /** What was done last. */
  done = $state('');

  constructor(
    private readonly api: SecondPersonApi,
    private readonly waiting: WaitingProposals,
  ) {}

  ask(proposal: Proposal, step: Step): void {
    this.asked = { proposal, step };
    this.failure = this.done = '';
  }

  close(): void {
    this.asked = null;
  }

  async decide(reason: string): Promise<void> {
    const asked = this.asked;
    if (asked === null || this.isBusy) return;
    this.isBusy = true;
    this.failure = '';
    try {
      const { proposal, step } = asked;
      const found = step === 'confirm' ? await this.api.confirm(proposal.id) : await this.api.refuse(proposal.id, reason);
      if (found.state === 'failed') this.failure = t.secondPerson.notDone(found.note ?? '');
      else {
        this.done = t.secondPerson.done[step](found.title);
        this.asked = null;
      }
      await this.waiting.look();
    } catch (error) {
      this.failure = sentenceOf(error, t.secondPerson.decideFailed);
    } finally {
      this.isBusy = false;
    }
  }
}

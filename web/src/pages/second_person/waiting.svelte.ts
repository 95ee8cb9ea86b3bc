/** What waits for a second person: looked at when the page is opened, and after each decision. */
import { sentenceOf } from '../../api/client';
import { t } from '../../words';
import type { Proposal, SecondPersonApi } from './second_person_api';

export class WaitingProposals {
  toDecide = $state.raw<readonly Proposal[]>([]);
  own = $state.raw<readonly Proposal[]>([]);
  isKnown = $state(false);
  failure = $state('');

  constructor(private readonly api: SecondPersonApi) {}

  /** What was known stays where the server does not answer. */
  async look(): Promise<void> {
    try {
      const found = await this.api.waiting();
      this.toDecide = found.to_decide;
      this.own = found.own;
      this.isKnown = true;
      this.failure = '';
    } catch (error) {
      this.failure = sentenceOf(error, t.errors.unexpected);
    }
  }
}

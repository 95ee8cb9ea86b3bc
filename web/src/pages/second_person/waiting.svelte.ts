/** What waits for a second person: looked at each minute while somebody is logged in, and after each decision. */
import { sentenceOf } from '../../api/client';
import { t } from '../../words';
import { webSecondPersonApi, type Proposal, type SecondPersonApi } from './second_person_api';

const LOOK_MS = 60_000;

export class WaitingProposals {
  toDecide = $state.raw<readonly Proposal[]>([]);
  own = $state.raw<readonly Proposal[]>([]);
  isKnown = $state(false);
  failure = $state('');
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly api: SecondPersonApi) {}

  start(): void {
    this.stop();
    void this.look();
    this.#timer = setInterval(() => void this.look(), LOOK_MS);
  }

  /** Nobody is logged in any more. */
  stop(): void {
    clearInterval(this.#timer);
    this.toDecide = this.own = [];
    this.isKnown = false;
  }

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

/** One for the tab: the head of every page shows how many wait. */
export const waiting = new WaitingProposals(webSecondPersonApi);

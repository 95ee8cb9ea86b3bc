/** One sound at a time, asked of the server and played. */
import { reasonsOf } from '../../api/errors';
import { t } from '../../words';

export class Hearing {
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  /** Where the browser finds it. */
  address = $state('');
  /** Which of several is asked for or heard. */
  which = $state('');
  #round = 0;

  async play(which: string, ask: () => Promise<Blob>): Promise<void> {
    this.silence();
    const round = this.#round;
    this.which = which;
    this.state = 'loading';
    try {
      const sound = await ask();
      if (round !== this.#round) return;
      this.address = URL.createObjectURL(sound);
      this.state = 'there';
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = reasonsOf(error, t.blocks.hearing.failed);
      this.state = 'failed';
    }
  }

  /** Also what is on its way. */
  silence(): void {
    this.#round += 1;
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = this.failure = this.which = '';
    this.state = 'none';
  }
}

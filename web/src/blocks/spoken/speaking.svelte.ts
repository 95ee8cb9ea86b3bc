/** A sound that is made of a text when somebody wants to hear it. */
import { reasonsOf } from '../../api/client';
import { soundOf, type SpokenLanguage } from '../../api/sound';
import { t } from '../../words';

export type Speak = (text: string, language: SpokenLanguage, signal: AbortSignal) => Promise<Blob>;

export class Speaking {
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  /** Where the browser finds the sound. */
  address = $state('');
  #asking: AbortController | null = null;

  constructor(private readonly speak: Speak = soundOf) {}

  /** Never raises. What was asked before is given up. */
  async say(text: string, language: SpokenLanguage): Promise<void> {
    this.silence();
    const asking = new AbortController();
    this.#asking = asking;
    this.state = 'loading';
    try {
      const sound = await this.speak(text, language, asking.signal);
      if (asking.signal.aborted) return;
      this.address = URL.createObjectURL(sound);
      this.state = 'there';
    } catch (error) {
      if (asking.signal.aborted) return;
      this.failure = reasonsOf(error, t.blocks.spoken.failed);
      this.state = 'failed';
    }
  }

  /** To be called when the text is another one, and when nobody looks any more. */
  silence(): void {
    this.#asking?.abort();
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = this.failure = '';
    this.state = 'none';
  }
}

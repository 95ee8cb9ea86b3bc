/** The dictionary of figures, asked once: how each one is reckoned, in the words by which the server reckons. */
import { t } from '../words';
import { api, said, sentenceOf, type Schema } from '../api/client';

export type Subject = Schema['SubjectOut'];
export type Metric = Schema['MetricOut'];

export class Dictionary {
  subjects = $state.raw<readonly Subject[]>([]);
  failure = $state('');
  #asking: Promise<void> | null = null;

  /** Never raises. After a failure it may be asked again. */
  async ask(): Promise<void> {
    if (this.subjects.length > 0) return;
    this.#asking ??= this.#read();
    await this.#asking;
  }

  at(key: string): Metric | null {
    for (const subject of this.subjects) {
      const found = subject.metrics.find((metric) => metric.key === key);
      if (found) return found;
    }
    return null;
  }

  async #read(): Promise<void> {
    this.failure = '';
    try {
      this.subjects = await said(api.GET('/api/metrics-dictionary'));
    } catch (error) {
      this.failure = sentenceOf(error, t.ui.notLoaded);
    } finally {
      this.#asking = null;
    }
  }
}

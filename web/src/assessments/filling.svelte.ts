/** A draft that is filled in, and saves itself: what was typed is on the server a second later. */
import { ApiError, reasonsOf } from '../api/client';
import { t } from '../words';
import type { AssessmentDetail, AssessmentsApi } from './assessments_api';
import { filledOf, newest, toSave, type Score } from './sheet';

export const SAVE_MS = 800;

export class Filling {
  scores = $state<Record<string, Score>>({});
  notes = $state<Record<string, string>>({});
  remark = $state('');
  state = $state<'saved' | 'unsaved' | 'saving' | 'failed' | 'stale'>('saved');
  failure = $state('');
  #version: number;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #going: Promise<void> | null = null;
  #isChanged = false;

  /** `saved`: told after each time. */
  constructor(
    private readonly api: AssessmentsApi,
    private readonly assessment: AssessmentDetail,
    private readonly saved: (assessment: AssessmentDetail) => void,
  ) {
    const filled = filledOf(newest(assessment));
    this.scores = filled.scores;
    this.notes = filled.notes;
    this.remark = filled.remark;
    this.#version = assessment.version;
  }

  get version(): number {
    return this.#version;
  }

  get isUnsaved(): boolean {
    return this.state !== 'saved';
  }

  score(key: string, score: Score): void {
    this.scores[key] = score;
    this.changed();
  }

  changed(): void {
    if (this.state === 'stale') return;
    this.#isChanged = true;
    if (this.state !== 'saving') this.state = 'unsaved';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.flush(), SAVE_MS);
  }

  /** Everything that was typed, now. Is it saved? */
  async flush(): Promise<boolean> {
    this.stop();
    while (this.#isChanged && this.state !== 'stale') {
      this.#going ??= this.#save().finally(() => (this.#going = null));
      await this.#going;
      if (this.state === 'failed') return false;
    }
    if (this.#going !== null) await this.#going;
    return this.state === 'saved';
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #save(): Promise<void> {
    this.#isChanged = false;
    this.state = 'saving';
    try {
      const filled = { scores: this.scores, notes: this.notes, remark: this.remark };
      const found = await this.api.save(this.assessment.id, this.#version, toSave(filled));
      this.#version = found.version;
      this.failure = '';
      this.state = this.#isChanged ? 'unsaved' : 'saved';
      this.saved(found);
    } catch (error) {
      const isStale = error instanceof ApiError && error.code === 'stale_version';
      this.#isChanged = !isStale;
      this.failure = isStale ? t.assessments.stale : reasonsOf(error, t.assessments.notSaved);
      this.state = isStale ? 'stale' : 'failed';
    }
  }
}

/** A draft that is filled in, and saves itself. */
import { Autosave } from '../../blocks/saving/autosave.svelte';
import type { AssessmentDetail, AssessmentsApi } from './assessments_api';
import { filledOf, newest, toSave, type Filled, type Score } from './sheet';

function areSame(one: Filled, other: Filled): boolean {
  const sorted = (of: Filled) => JSON.stringify([toSave(of).scores, of.notes].map((each) => Object.entries(each).sort()));
  return sorted(one) === sorted(other) && one.remark === other.remark;
}

export class Filling extends Autosave<Filled, AssessmentDetail> {
  /** `saved`: told after each time. */
  constructor(api: AssessmentsApi, assessment: AssessmentDetail, saved: (assessment: AssessmentDetail) => void) {
    const typedOf = (found: AssessmentDetail) => filledOf(newest(found));
    super({
      save: (filled, { id, version }) => api.save(id, version, toSave(filled)),
      read: ({ id }) => api.view(id),
      typedOf,
      areSame,
      saved,
    });
    this.begin(assessment, typedOf(assessment), null);
  }

  get filled(): Filled {
    return this.typed ?? filledOf(undefined);
  }

  /** Of the assessment that stands at the server. */
  get version(): number {
    return this.stored?.version ?? 0;
  }

  score(key: string, score: Score): void {
    this.filled.scores[key] = score;
    this.touched();
  }
}

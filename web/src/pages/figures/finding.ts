/** Which figures fit what is typed. Pure. */
import type { Subject } from '../../data/dictionary.svelte';
import { hasAll } from '../../words/folded';

/** Every word has to stand in the figure's title, key or formula. Subjects without a figure are left out. */
export function matching(subjects: readonly Subject[], sought: string): Subject[] {
  if (sought.trim() === '') return [...subjects];
  return subjects
    .map((subject) => ({ ...subject, metrics: subject.metrics.filter(({ title, key, formula }) => hasAll(`${title} ${key} ${formula}`, sought)) }))
    .filter((subject) => subject.metrics.length > 0);
}

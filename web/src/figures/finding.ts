/** Which figures fit what is typed. Pure. */
import type { Subject } from '../data/dictionary.svelte';

const MARKS = /\p{M}/gu;

/** Without capitals and Polish signs, so that „srednia” finds „średnia”. */
function plain(text: string): string {
  return text.toLocaleLowerCase('pl').replaceAll('ł', 'l').normalize('NFD').replace(MARKS, '');
}

/** Every word has to stand in the figure's title, key or formula. Subjects without a figure are left out. */
export function matching(subjects: readonly Subject[], sought: string): Subject[] {
  const words = plain(sought).split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...subjects];
  return subjects
    .map((subject) => ({
      ...subject,
      metrics: subject.metrics.filter((metric) => {
        const text = plain(`${metric.title} ${metric.key} ${metric.formula}`);
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter((subject) => subject.metrics.length > 0);
}

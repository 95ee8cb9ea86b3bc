/** How evenly work was shared out, and why somebody had more or less of it. Pure but for the language; nobody is ranked. */
import { t } from '../../words';
import { FIGURES, type Answer, type Consultant, type Figure } from './distribution_api';

export interface Share {
  id: string;
  name: string;
  calls: number;
  /** In percent of all; null: nobody had any. */
  share: number | null;
  hours: number;
  perHour: number | null;
  /** Of calls an hour, to the mean of the office in percent. */
  gap: number | null;
  occupancy: number | null;
}

const valueOf = (answer: Answer, cells: Answer['total'], figure: Figure): number | null =>
  cells[answer.columns.findIndex(({ metric }) => metric === figure)]?.value ?? null;

/** By name. */
export function sharesOf(answer: Answer): Share[] {
  const all = answer.lines.reduce((sum, { cells }) => sum + (valueOf(answer, cells, 'talks') ?? 0), 0);
  const mean = valueOf(answer, answer.total, 'calls_per_hour');
  return answer.lines
    .map(({ key, label, cells }) => {
      const [calls, hours, perHour, occupancy] = FIGURES.slice(0, 4).map((figure) => valueOf(answer, cells, figure));
      return {
        id: key,
        name: label,
        calls: calls ?? 0,
        share: all > 0 ? (100 * (calls ?? 0)) / all : null,
        hours: hours ?? 0,
        perHour: perHour ?? null,
        gap: perHour == null || !mean ? null : 100 * (perHour / mean - 1),
        occupancy: occupancy ?? null,
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name, 'pl'));
}

export interface Evenness {
  number: number | null;
  time: number | null;
}

export function evennessOf(answer: Answer): Evenness {
  return { number: valueOf(answer, answer.total, 'jain_number'), time: valueOf(answer, answer.total, 'jain_time') };
}

/** What an index says; it is 1 when all have the same. */
export function saidOf(index: number): string {
  const w = t.distribution.evenness;
  return index >= 0.95 ? w.even : index >= 0.85 ? w.nearly : w.uneven;
}

interface Named {
  office: (code: string) => string;
  topic: (id: string) => string;
}

/** Why: hours there against the others', queues besides the own one, topics known. */
export function whyOf(share: Share, all: readonly Share[], consultant: Consultant | undefined, named: Named): string[] {
  const w = t.distribution.why;
  const mean = all.reduce((sum, { hours }) => sum + hours, 0) / all.length;
  const found: string[] = [];
  if (share.hours < 0.8 * mean) found.push(w.shorter);
  else if (share.hours > 1.2 * mean) found.push(w.longer);
  if (consultant === undefined) return found;
  if (consultant.queues.length > 0) found.push(w.queues(consultant.queues.map(named.office).join(', ')));
  const topics = Object.keys(consultant.skills);
  found.push(topics.length > 0 ? w.skills(topics.map(named.topic).join(', ')) : w.noSkills);
  if (consultant.dismissed_at !== null) found.push(w.dismissed);
  return found;
}

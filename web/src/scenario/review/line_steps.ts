/** From a draft to a line that answers: what is done, what is missing, and where it is done. Pure. */
import type { Scenario } from './plan';

export type StepState = 'done' | 'missing' | 'look';
export type StepKey = 'graph' | 'texts' | 'hours' | 'cases' | 'review' | 'number';

/** Of the draft, or of the version in force if there is none. */
export interface LineContent {
  errors: number;
  /** The announcements that it plays, by id. */
  prompts: Readonly<Record<string, string>>;
  asksHours: boolean;
  cases: number;
}

export interface LineStep {
  key: StepKey;
  state: StepState;
  href: string;
}

export function lineSteps({ name, in_force: inForce, numbers }: Pick<Scenario, 'name' | 'in_force' | 'numbers'>, content: LineContent): LineStep[] {
  const board = `/scenario/${name}`;
  const done = (is: boolean): StepState => (is ? 'done' : 'missing');
  return [
    { key: 'graph', state: done(content.errors === 0), href: `${board}?panel=findings` },
    { key: 'texts', state: Object.keys(content.prompts).length > 0 ? 'look' : 'missing', href: '/announcements' },
    { key: 'hours', state: content.asksHours ? 'look' : 'missing', href: '/hours' },
    { key: 'cases', state: done(content.cases > 0), href: `${board}?panel=cases` },
    { key: 'review', state: done(inForce !== null), href: `${board}?panel=review` },
    { key: 'number', state: done(numbers.length > 0), href: '/numbers' },
  ];
}

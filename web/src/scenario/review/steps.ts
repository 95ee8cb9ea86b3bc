/** Who did what with a scenario; saves that follow each other, which happen by themselves, are one. Pure. */
import type { Step } from './review_api';

export interface ToldStep extends Step {
  /** How many saves it stands for. */
  times: number;
}

/** The latest first, as they are given. */
export function toldSteps(steps: readonly Step[]): ToldStep[] {
  const told: ToldStep[] = [];
  for (const step of steps) {
    const last = told.at(-1);
    if (step.action === 'saved' && last?.action === 'saved' && last.account === step.account) last.times += 1;
    else told.push({ ...step, times: 1 });
  }
  return told;
}

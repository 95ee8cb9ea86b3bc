import type { Rule } from 'eslint';

export function wrong(file: string, wanted: string): string | null;
export const layers: Rule.RuleModule;

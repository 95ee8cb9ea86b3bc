/** How well topics are known. */
export const LEVELS = [1, 2, 3, 4, 5] as const;

/** Level by topic. */
export type Skills = Record<string, number>;

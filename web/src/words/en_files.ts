/** Where the English words of each file are, loaded when somebody wants them. */
import type { Words } from './sets';

export const files = import.meta.glob<Partial<Words>>('./en/*.ts');

/** Polish, the complete language. Each page has its own file; a new one is joined here and in en.ts. */
import { caller } from './pl/caller';
import { errors, keys, roles, shell, time, ui } from './pl/common';
import { desk } from './pl/desk';
import { demo, login } from './pl/login';

export const pl = { caller, demo, desk, errors, keys, login, roles, shell, time, ui };

export type Words = typeof pl;

/** English, loaded when it is chosen. */
import { caller } from './en/caller';
import { errors, keys, roles, shell, time, ui } from './en/common';
import { desk } from './en/desk';
import { demo, login } from './en/login';
import type { Words } from './pl';

export const en: Words = { caller, demo, desk, errors, keys, login, roles, shell, time, ui };

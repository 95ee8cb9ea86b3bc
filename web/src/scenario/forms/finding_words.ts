/** A finding as it stands beside what it is about: the node is not named again, settings and ways have their titles. Pure. */
import type { Kind, Outcome } from '../kinds';
import type { Finding } from '../scenario_api';
import { settingsOf } from './shape';

export function wordsOf({ text, setting, outcome }: Finding, kind: Kind | undefined, outcomes: readonly Outcome[]): string {
  let said = text.replace(/^Węzeł „[^”]*”: /, '');
  const way = outcomes.find(({ name }) => name === outcome);
  if (way !== undefined) said = said.replaceAll(`„${way.name}”`, `„${way.label}”`);
  const title = kind === undefined || setting === null ? undefined : settingsOf(kind).find(({ name }) => name === setting)?.shape.label;
  if (title !== undefined) said = said.replace(/^ustawienie „[^”]*”/, `„${title}”`);
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/**
 * The texts, a file for each part of the pages. Those of the shell and the desk are there at once, the others are loaded with
 * the pages that say in `routes.ts` that they need them. English stands beside Polish; Ukrainian is for callers only.
 */
import * as common from './pl/common';
import * as desk from './pl/desk';

interface Files {
  account: typeof import('./pl/account');
  access_log: typeof import('./pl/access_log');
  accounts: typeof import('./pl/accounts');
  activation: typeof import('./pl/activation');
  announcements: typeof import('./pl/announcements');
  articles: typeof import('./pl/articles');
  assessments: typeof import('./pl/assessments');
  blocks: typeof import('./pl/blocks');
  board: typeof import('./pl/board');
  callbacks: typeof import('./pl/callbacks');
  calendar: typeof import('./pl/calendar');
  caller: typeof import('./pl/caller');
  calls: typeof import('./pl/calls');
  change_log: typeof import('./pl/change_log');
  client: typeof import('./pl/client');
  client_statistics: typeof import('./pl/client_statistics');
  clients: typeof import('./pl/clients');
  colleague: typeof import('./pl/colleague');
  common: typeof common;
  consultants: typeof import('./pl/consultants');
  corrections: typeof import('./pl/corrections');
  demo: typeof import('./pl/demo');
  desk: typeof desk;
  help_desk: typeof import('./pl/help_desk');
  matters: typeof import('./pl/matters');
  market: typeof import('./pl/market');
  market_files: typeof import('./pl/market_files');
  interests: typeof import('./pl/interests');
  distribution: typeof import('./pl/distribution');
  events: typeof import('./pl/events');
  exports: typeof import('./pl/exports');
  evening_pool: typeof import('./pl/evening_pool');
  handbook: typeof import('./pl/handbook');
  employers: typeof import('./pl/employers');
  emergency: typeof import('./pl/emergency');
  holds: typeof import('./pl/holds');
  home: typeof import('./pl/home');
  hours: typeof import('./pl/hours');
  imports: typeof import('./pl/imports');
  institutions: typeof import('./pl/institutions');
  keys: typeof import('./pl/keys');
  knowledge_gaps: typeof import('./pl/knowledge_gaps');
  knowledge: typeof import('./pl/knowledge');
  listening_in: typeof import('./pl/listening_in');
  login: typeof import('./pl/login');
  no_page: typeof import('./pl/no_page');
  consent_texts: typeof import('./pl/consent_texts');
  message_templates: typeof import('./pl/message_templates');
  look_ceilings: typeof import('./pl/look_ceilings');
  matching_weights: typeof import('./pl/matching_weights');
  note: typeof import('./pl/note');
  number: typeof import('./pl/number');
  numbers: typeof import('./pl/numbers');
  offices: typeof import('./pl/offices');
  operation: typeof import('./pl/operation');
  parts: typeof import('./pl/parts');
  pause_reasons: typeof import('./pl/pause_reasons');
  own_telephone: typeof import('./pl/own_telephone');
  program_keys: typeof import('./pl/program_keys');
  people_file: typeof import('./pl/people_file');
  proof: typeof import('./pl/proof');
  queue_rules: typeof import('./pl/queue_rules');
  recordings: typeof import('./pl/recordings');
  reports: typeof import('./pl/reports');
  requests: typeof import('./pl/requests');
  retention: typeof import('./pl/retention');
  ring_me: typeof import('./pl/ring_me');
  roles: typeof import('./pl/roles');
  saved_searches: typeof import('./pl/saved_searches');
  scenario: typeof import('./pl/scenario');
  scenario_outline: typeof import('./pl/scenario_outline');
  scenario_overlay: typeof import('./pl/scenario_overlay');
  scenario_review: typeof import('./pl/scenario_review');
  scenario_forms: typeof import('./pl/scenario_forms');
  scenario_canary: typeof import('./pl/scenario_canary');
  scenario_simulator: typeof import('./pl/scenario_simulator');
  scenario_texts: typeof import('./pl/scenario_texts');
  scenarios: typeof import('./pl/scenarios');
  scenario_canvas: typeof import('./pl/scenario_canvas');
  second_person: typeof import('./pl/second_person');
  security_events: typeof import('./pl/security_events');
  tasks: typeof import('./pl/tasks');
  things: typeof import('./pl/things');
  topics: typeof import('./pl/topics');
  sessions: typeof import('./pl/sessions');
  standards: typeof import('./pl/standards');
  work: typeof import('./pl/work');
}

export type WordsFile = keyof Files;
type Joined<T> = (T extends unknown ? (of: T) => void : never) extends (of: infer All) => void ? All : never;
export type Words = Joined<Files[WordsFile]>;
export type Language = 'pl' | 'en' | 'uk';

/** Polish, there at once. */
export const first: Partial<Words> = { ...common, ...desk };
export const FIRST: readonly WordsFile[] = ['common', 'desk'];

const polish = import.meta.glob<Partial<Words>>(['./pl/*.ts', '!./pl/{common,desk}.ts']);
/** Where the files of another language are is loaded with the first of them: their names alone are a tenth of what is loaded first. */
const others = { en: () => import('./en_files'), uk: () => import('./uk_files') };

/** Those of a language; in Polish what it does not have. Raises when they cannot be loaded. */
export async function read(language: Language, wanted: Iterable<WordsFile>): Promise<Partial<Words>> {
  const files = language === 'pl' ? {} : (await others[language]()).files;
  const load = async (file: WordsFile) => (files[`./${language}/${file}.ts`] ?? polish[`./pl/${file}.ts`])?.();
  return Object.assign({ ...first }, ...(await Promise.all([...wanted].map(load)))) as Partial<Words>;
}

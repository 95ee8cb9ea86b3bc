/** Path → page, loaded when it is gone to; for whom it is. A new page has its line here. */
import type { Component } from 'svelte';
import type { Me, Right, Role } from './api/session.svelte';
import { loadWords, t, type WordsFile } from './words';

/** Headings of the navigation, in their order. */
export const GROUPS = ['daily', 'talks', 'clients', 'market', 'knowledge', 'control', 'people', 'lines', 'rules', 'care', 'demonstration'] as const;
export type Group = (typeof GROUPS)[number];

export interface Page {
  path: string;
  /** Its name in the navigation. */
  name: () => string;
  /** Under which heading. */
  group: Group;
  load: () => Promise<{ default: Component }>;
  /** Without roles and right no log-in is needed. */
  roles?: readonly Role[];
  /** Whoever has it. */
  right?: Right;
  /** Only in a demonstration. */
  isOfDemonstration?: boolean;
  /** Addresses below it are its own, too: `/reports/day`. */
  hasParts?: boolean;
  /** What is come to from another page: it has no place in the navigation. */
  isUnlisted?: boolean;
  /** It says itself when there is no connection; the shell is silent. */
  tellsOffline?: boolean;
  /** For some addresses the page is alone on the screen: neither head nor navigation. */
  isAlone?: (search: URLSearchParams) => boolean;
}

/** Who may be the second person of anything. */
const DECIDES: readonly Role[] = ['supervisor', 'pup_editor', 'wup_editor', 'managing_team', 'administrator'];

type Load<M = { default: Component }> = () => Promise<M>;

/** What the page says comes with it (tests/words says whether all of it is named); the rest is there at once. */
export function withWords<M>(files: readonly WordsFile[], page: Load<M>): Load<M> {
  return async () => (await Promise.all([page(), loadWords(['blocks', ...files])]))[0];
}

export const pages: readonly Page[] = [
  {
    path: '/desk',
    name: () => t.shell.desk,
    group: 'daily',
    load: () => import('./pages/desk/Desk.svelte'),
    roles: ['consultant'],
  },
  {
    path: '/board',
    name: () => t.shell.pages.board,
    group: 'daily',
    load: withWords(['board', 'listening_in'], () => import('./pages/board/BoardPage.svelte')),
    right: 'see_board',
    tellsOffline: true,
    isAlone: (search) => search.get('wall') === '1' || search.get('wall') === '',
  },
  {
    path: '/board/limits',
    name: () => t.shell.pages.board,
    group: 'daily',
    load: withWords(['board'], () => import('./pages/board/LimitsPage.svelte')),
    right: 'see_board',
    isUnlisted: true,
  },
  {
    path: '/home',
    name: () => t.shell.home,
    group: 'daily',
    load: withWords(['calendar', 'home', 'tasks', 'work'], () => import('./pages/home/Home.svelte')),
    right: 'read_what_is_no_secret',
  },
  {
    path: '/todo',
    name: () => t.shell.pages.todo,
    group: 'daily',
    load: withWords(['calendar', 'client', 'note', 'work'], () => import('./pages/todo/Todo.svelte')),
    right: 'report_problems', // a question of the help desk may wait for anybody
  },
  {
    path: '/matters',
    name: () => t.shell.pages.matters,
    group: 'daily',
    load: withWords(['matters', 'work'], () => import('./pages/matters/Matters.svelte')),
    right: 'see_matters',
  },
  {
    path: '/clients',
    name: () => t.shell.pages.clients,
    group: 'daily',
    load: withWords(['client', 'clients', 'holds', 'note', 'requests'], () => import('./pages/clients/Clients.svelte')),
    roles: ['consultant', 'supervisor'],
  },
  {
    path: '/corrections',
    name: () => t.shell.pages.corrections,
    group: 'clients',
    load: withWords(['client', 'corrections'], () => import('./pages/corrections/Corrections.svelte')),
    roles: ['supervisor'],
  },
  {
    path: '/imports',
    name: () => t.shell.pages.imports,
    group: 'clients',
    load: withWords(['imports', 'second_person'], () => import('./pages/imports/Imports.svelte')),
    roles: ['supervisor', 'administrator'],
  },
  {
    path: '/consultants',
    name: () => t.shell.pages.consultants,
    group: 'people',
    load: withWords(['consultants', 'number', 'things'], () => import('./pages/consultants/Consultants.svelte')),
    right: 'manage_agents',
  },
  {
    path: '/consultants/evening',
    name: () => t.shell.pages.consultants,
    group: 'people',
    load: withWords(['evening_pool'], () => import('./pages/evening_pool/EveningPool.svelte')),
    right: 'manage_agents',
    isUnlisted: true,
  },
  {
    path: '/consultants/many',
    name: () => t.shell.pages.consultants,
    group: 'people',
    load: withWords(['people_file', 'roles'], () => import('./pages/people_file/PeopleFile.svelte')),
    right: 'manage_agents',
    isUnlisted: true,
  },
  {
    path: '/accounts',
    name: () => t.shell.pages.accounts,
    group: 'people',
    load: withWords(['accounts', 'number', 'things', 'roles'], () => import('./pages/accounts/Accounts.svelte')),
    right: 'manage_accounts',
  },
  {
    path: '/queue-rules',
    name: () => t.shell.pages.queueRules,
    group: 'rules',
    load: withWords(['queue_rules'], () => import('./pages/queue_rules/QueueRules.svelte')),
    right: 'change_queue_rules',
  },
  {
    path: '/offices',
    name: () => t.shell.pages.offices,
    group: 'lines',
    load: withWords(['offices', 'things', 'change_log', 'roles'], () => import('./pages/offices/Offices.svelte')),
    right: 'manage_offices',
  },
  {
    path: '/numbers',
    name: () => t.shell.pages.numbers,
    group: 'lines',
    load: withWords(['numbers', 'things', 'change_log', 'roles'], () => import('./pages/numbers/Numbers.svelte')),
    right: 'manage_numbers',
  },
  {
    path: '/scenarios',
    name: () => t.shell.pages.scenarios,
    group: 'lines',
    load: withWords(['scenarios', 'scenario_review'], () => import('./pages/scenarios/Scenarios.svelte')),
    right: 'read_scenarios',
  },
  {
    path: '/scenario',
    name: () => t.shell.pages.scenarios,
    group: 'lines',
    load: withWords(
      [
        'ring_me',
        'scenario',
        'scenario_canary',
        'scenario_canvas',
        'scenario_forms',
        'scenario_outline',
        'scenario_overlay',
        'scenario_review',
        'scenario_simulator',
        'scenario_texts',
      ],
      () => import('./pages/scenario/Scenario.svelte'),
    ),
    right: 'read_scenarios',
    hasParts: true,
    isUnlisted: true,
  },
  {
    path: '/topics',
    name: () => t.shell.pages.topics,
    group: 'lines',
    load: withWords(['topics', 'things', 'change_log', 'roles'], () => import('./pages/topics/Topics.svelte')),
    right: 'manage_lists',
  },
  {
    path: '/pause-reasons',
    name: () => t.shell.pages.pauseReasons,
    group: 'lines',
    load: withWords(['pause_reasons', 'things', 'change_log', 'roles'], () => import('./pages/pause_reasons/PauseReasons.svelte')),
    right: 'manage_lists',
  },
  {
    path: '/transfer-targets',
    name: () => t.shell.pages.institutions,
    group: 'lines',
    load: withWords(['institutions', 'things', 'change_log', 'roles'], () => import('./pages/transfer_targets/Institutions.svelte')),
    right: 'change_transfer_targets',
  },
  {
    path: '/recording-rules',
    name: () => t.shell.pages.recordingRules,
    group: 'rules',
    load: withWords(['recordings'], () => import('./pages/recordings/RecordingRules.svelte')),
    right: 'change_recording_rules',
  },
  {
    path: '/consent-texts',
    name: () => t.shell.pages.consentTexts,
    group: 'rules',
    load: withWords(['consent_texts', 'client'], () => import('./pages/consent_texts/ConsentTexts.svelte')),
    right: 'set_consent_texts',
  },
  {
    path: '/look-ceilings',
    name: () => t.shell.pages.lookCeilings,
    group: 'rules',
    load: withWords(['look_ceilings', 'roles'], () => import('./pages/look_ceilings/LookCeilings.svelte')),
    right: 'set_look_ceilings',
  },
  {
    path: '/matching-weights',
    name: () => t.shell.pages.matchingWeights,
    group: 'rules',
    load: withWords(['matching_weights', 'client', 'second_person'], () => import('./pages/matching_weights/MatchingWeights.svelte')),
    right: 'set_matching_weights',
  },
  {
    path: '/distribution',
    name: () => t.shell.pages.distribution,
    group: 'rules',
    load: withWords(['distribution'], () => import('./pages/distribution/Distribution.svelte')),
    roles: ['supervisor', 'managing_team'],
  },
  {
    path: '/exports',
    name: () => t.shell.pages.exports,
    group: 'clients',
    load: withWords(['exports'], () => import('./pages/exports/Exports.svelte')),
    right: 'decide_corrections',
  },
  {
    path: '/offers',
    name: () => t.shell.pages.offers,
    group: 'market',
    load: withWords(['client', 'market', 'market_files', 'saved_searches'], () => import('./pages/offers/Offers.svelte')),
    right: 'see_offers',
  },
  {
    path: '/offer-intakes',
    name: () => t.shell.pages.offerIntakes,
    group: 'market',
    load: withWords(['client', 'market'], () => import('./pages/offer_intakes/OfferIntakes.svelte')),
    right: 'serve_employers',
  },
  {
    path: '/employers',
    name: () => t.shell.pages.employers,
    group: 'market',
    load: withWords(['market', 'employers', 'program_keys'], () => import('./pages/employers/Employers.svelte')),
    right: 'serve_employers',
  },
  {
    path: '/interests',
    name: () => t.shell.pages.interests,
    group: 'market',
    load: withWords(['client', 'interests', 'note'], () => import('./pages/interests/Interests.svelte')),
    right: 'serve_employers',
  },
  {
    path: '/candidates',
    name: () => t.shell.pages.candidates,
    group: 'market',
    load: withWords(['client', 'market', 'note', 'saved_searches'], () => import('./pages/candidates/Candidates.svelte')),
    right: 'see_clients',
  },
  {
    path: '/trainings',
    name: () => t.shell.pages.trainings,
    group: 'market',
    load: withWords(['client', 'market', 'market_files'], () => import('./pages/trainings/Trainings.svelte')),
    right: 'see_offers',
  },
  {
    path: '/events',
    name: () => t.shell.pages.events,
    group: 'market',
    load: withWords(['market', 'events', 'market_files'], () => import('./pages/events/Events.svelte')),
    right: 'see_offers',
  },
  {
    path: '/training-institutions',
    name: () => t.shell.pages.trainingInstitutions,
    group: 'market',
    load: withWords(['market'], () => import('./pages/training_institutions/TrainingInstitutions.svelte')),
    right: 'see_offers',
  },
  {
    path: '/client-statistics',
    name: () => t.shell.pages.clientStatistics,
    group: 'clients',
    load: withWords(['client_statistics'], () => import('./pages/client_statistics/ClientStatistics.svelte')),
    right: 'see_client_statistics',
  },
  {
    path: '/announcements',
    name: () => t.shell.pages.announcements,
    group: 'lines',
    load: withWords(['announcements'], () => import('./pages/announcements/Announcements.svelte')),
    right: 'change_prompts',
  },
  {
    path: '/sessions',
    name: () => t.shell.pages.sessions,
    group: 'people',
    load: withWords(['roles', 'sessions'], () => import('./pages/sessions/Sessions.svelte')),
    right: 'manage_sessions',
  },
  {
    path: '/hours',
    name: () => t.shell.pages.hours,
    group: 'lines',
    load: withWords(['hours'], () => import('./pages/hours/Hours.svelte')),
    right: 'change_opening_hours',
  },
  {
    path: '/emergency-messages',
    name: () => t.shell.pages.emergency,
    group: 'lines',
    load: withWords(['emergency'], () => import('./pages/emergency/Emergency.svelte')),
    right: 'switch_emergency_messages',
  },
  {
    path: '/access-log',
    name: () => t.shell.pages.accessLog,
    group: 'control',
    load: withWords(['access_log'], () => import('./pages/access_log/AccessLog.svelte')),
    roles: ['supervisor', 'auditor'],
  },
  {
    path: '/change-log',
    name: () => t.shell.pages.changeLog,
    group: 'control',
    load: withWords(['change_log', 'roles'], () => import('./pages/change_log/ChangeLog.svelte')),
    right: 'read_audit_log',
  },
  {
    path: '/security-events',
    name: () => t.shell.pages.securityEvents,
    group: 'control',
    load: withWords(['security_events'], () => import('./pages/security_events/SecurityEvents.svelte')),
    right: 'read_security_events',
  },
  {
    path: '/requests',
    name: () => t.shell.pages.requests,
    group: 'clients',
    load: withWords(['client', 'holds', 'requests'], () => import('./pages/requests/Requests.svelte')),
    right: 'work_requests',
  },
  {
    path: '/holds',
    name: () => t.shell.pages.holds,
    group: 'clients',
    load: withWords(['client', 'holds'], () => import('./pages/holds/Holds.svelte')),
    right: 'manage_holds',
  },
  {
    path: '/retention',
    name: () => t.shell.pages.retention,
    group: 'control',
    load: withWords(['retention'], () => import('./pages/retention/Retention.svelte')),
    right: 'manage_retention',
  },
  {
    path: '/proof',
    name: () => t.shell.pages.proof,
    group: 'control',
    load: withWords(['proof'], () => import('./pages/proof/Proof.svelte')),
    right: 'verify_logs',
  },
  {
    path: '/recordings',
    name: () => t.shell.pages.recordings,
    group: 'talks',
    load: withWords(['recordings'], () => import('./pages/recordings/Recordings.svelte')),
    right: 'see_recordings',
  },
  {
    path: '/articles',
    name: () => t.shell.pages.articles,
    group: 'knowledge',
    load: withWords(['articles', 'knowledge'], () => import('./pages/articles/Articles.svelte')),
    roles: ['managing_team'],
    right: 'edit_articles',
  },
  {
    path: '/message-templates',
    name: () => t.shell.pages.messageTemplates,
    group: 'knowledge',
    load: withWords(['message_templates'], () => import('./pages/message_templates/MessageTemplates.svelte')),
    roles: ['managing_team'],
    right: 'edit_templates',
  },
  {
    path: '/knowledge-gaps',
    name: () => t.shell.pages.knowledgeGaps,
    group: 'knowledge',
    load: withWords(['knowledge_gaps'], () => import('./pages/knowledge_gaps/KnowledgeGaps.svelte')),
    right: 'edit_articles',
  },
  {
    path: '/assessments',
    name: () => t.shell.pages.assessments,
    group: 'talks',
    load: withWords(['assessments'], () => import('./pages/assessments/Assessments.svelte')),
    roles: ['managing_team'],
    right: 'see_assessments',
  },
  {
    path: '/reports/targets',
    name: () => t.shell.pages.targets,
    group: 'rules',
    load: withWords(['reports', 'calls'], () => import('./pages/reports/Reports.svelte')),
    right: 'see_reports',
  },
  {
    path: '/reports',
    name: () => t.shell.pages.reports,
    group: 'daily',
    load: withWords(['reports', 'calls'], () => import('./pages/reports/Reports.svelte')),
    right: 'see_reports',
    hasParts: true,
  },
  {
    path: '/figures',
    name: () => t.shell.pages.figures,
    group: 'daily',
    load: withWords(['reports'], () => import('./pages/figures/Figures.svelte')),
    right: 'see_reports',
    isUnlisted: true,
  },
  {
    path: '/calls',
    name: () => t.shell.pages.calls,
    group: 'daily',
    load: withWords(['calls', 'listening_in', 'access_log'], () => import('./pages/calls/Calls.svelte')),
    right: 'see_calls',
    hasParts: true,
  },
  {
    path: '/callbacks',
    name: () => t.shell.pages.callbacks,
    group: 'daily',
    load: withWords(['callbacks'], () => import('./pages/callbacks/Callbacks.svelte')),
    right: 'see_callbacks',
  },
  {
    path: '/calendar',
    name: () => t.shell.pages.calendar,
    group: 'daily',
    load: withWords(['calendar', 'roles'], () => import('./pages/calendar/Calendar.svelte')),
    right: 'read_standards',
  },
  {
    path: '/knowledge',
    name: () => t.shell.pages.knowledge,
    group: 'daily',
    load: withWords(['articles', 'knowledge'], () => import('./pages/knowledge_page/Knowledge.svelte')),
    right: 'read_what_is_no_secret',
  },
  {
    path: '/directory',
    name: () => t.shell.pages.directory,
    group: 'knowledge',
    load: withWords(['knowledge', 'offices'], () => import('./pages/directory/Directory.svelte')),
    right: 'read_what_is_no_secret',
  },
  {
    path: '/help-desk',
    name: () => t.shell.pages.helpDesk,
    group: 'care',
    load: withWords(['help_desk'], () => import('./pages/help_desk/HelpDesk.svelte')),
    roles: ['managing_team'],
    right: 'work_help_desk',
  },
  {
    path: '/operation',
    name: () => t.shell.pages.operation,
    group: 'care',
    load: withWords(['operation'], () => import('./pages/operation/OperationPage.svelte')),
    right: 'see_operation',
  },
  {
    path: '/runbook',
    name: () => t.shell.pages.runbook,
    group: 'care',
    load: withWords(['operation'], () => import('./pages/runbook/Runbook.svelte')),
    right: 'see_operation',
    isUnlisted: true,
  },
  {
    path: '/my-reports',
    name: () => t.shell.pages.myReports,
    group: 'daily',
    load: withWords(['help_desk'], () => import('./pages/my_reports/MyReports.svelte')),
    right: 'report_problems',
    isUnlisted: true,
  },
  {
    path: '/standards',
    name: () => t.shell.pages.standards,
    group: 'knowledge',
    load: withWords(['roles', 'standards'], () => import('./pages/standards/Standards.svelte')),
    right: 'read_standards',
  },
  {
    path: '/handbook',
    name: () => t.shell.pages.handbook,
    group: 'knowledge',
    load: withWords(['handbook'], () => import('./pages/handbook/Handbook.svelte')),
    right: 'read_standards',
  },
  {
    path: '/second-person',
    name: () => t.shell.pages.secondPerson,
    group: 'control',
    load: withWords(['roles', 'second_person'], () => import('./pages/second_person/SecondPerson.svelte')),
    roles: DECIDES,
  },
  {
    path: '/program-keys',
    name: () => t.shell.pages.programKeys,
    group: 'people',
    load: withWords(['program_keys'], () => import('./pages/program_keys/ProgramKeys.svelte')),
    right: 'see_reports',
  },
  {
    path: '/portal-keys',
    name: () => t.shell.pages.portalKeys,
    group: 'people',
    load: withWords(['program_keys'], () => import('./pages/program_keys/PortalKeys.svelte')),
    right: 'serve_portal',
  },
  {
    path: '/system-keys',
    name: () => t.shell.pages.systemKeys,
    group: 'people',
    load: withWords(['program_keys'], () => import('./pages/program_keys/SystemKeys.svelte')),
    right: 'let_systems_ask',
  },
  {
    path: '/account',
    name: () => t.shell.pages.account,
    group: 'daily',
    load: withWords(['account', 'keys', 'own_telephone', 'roles', 'sessions'], () => import('./pages/account/Account.svelte')),
    right: 'read_lists',
    isUnlisted: true,
  },
  {
    path: '/activate',
    name: () => t.shell.pages.activation,
    group: 'daily',
    load: withWords(['activation', 'login', 'own_telephone'], () => import('./pages/login/Activate.svelte')),
    isUnlisted: true,
  },
  {
    path: '/caller',
    name: () => t.shell.caller,
    group: 'demonstration',
    load: withWords(['caller'], () => import('./pages/caller/Caller.svelte')),
    isOfDemonstration: true,
  },
  {
    path: '/parts',
    name: () => t.shell.pages.parts,
    group: 'daily',
    load: withWords(['parts'], () => import('./pages/parts/Parts.svelte')),
    isOfDemonstration: true,
    isUnlisted: true,
  },
];

export const loadLogin = withWords(['login'], () => import('./pages/login/Login.svelte'));
export const loadNoPage = withWords(['no_page', 'roles'], () => import('./shell/NoPage.svelte'));
export const loadDemo = withWords(['demo', 'roles'], () => import('./pages/demo/Demo.svelte'));

export function pageAt(path: string): Page | undefined {
  const plain = path.length > 1 ? path.replace(/\/+$/, '') : path;
  return pages.find((page) => page.path === plain || (page.hasParts && plain.startsWith(`${page.path}/`)));
}

/** Is it a page for which somebody has to be logged in? */
export function needsLogIn(page: Page): boolean {
  return page.roles !== undefined || page.right !== undefined;
}

/** For a page that needs a log-in: is it for this account? */
export function isFor(page: Page, me: Me): boolean {
  return Boolean(page.roles?.includes(me.role)) || (page.right !== undefined && page.right in me.rights);
}

/** What the navigation offers to an account, or, null, to who is not logged in. */
export function pagesOf(me: Me | null, isDemonstration: boolean): Page[] {
  return pages.filter((page) => {
    if (page.isUnlisted) return false;
    return needsLogIn(page) ? me !== null && isFor(page, me) : !page.isOfDemonstration || isDemonstration;
  });
}

/** Does anything ever wait for this account? */
export function hasWork(me: Me): boolean {
  return 'report_problems' in me.rights;
}

/** Where this account begins: who talks at the desk, who sees to an office at its board, who only observes at the reports, everybody else at what waits. "/" if there is no page for it yet. */
export function homeOf(me: Me): string {
  const first = { consultant: '/desk', supervisor: '/board', observer: '/reports' }[me.role as string] ?? '/home';
  const own = pages.filter((page) => !page.isUnlisted && page.path !== '/todo' && isFor(page, me));
  return (own.find((page) => page.path === first) ?? own[0])?.path ?? '/';
}

/** Path → page, loaded when it is gone to; for whom it is. A new page has its line here. */
import type { Component } from 'svelte';
import type { Role } from './api/session.svelte';
import { t } from './words';

export interface Page {
  path: string;
  /** Its name in the navigation. */
  name: () => string;
  load: () => Promise<{ default: Component }>;
  /** Missing: no log-in is needed. */
  roles?: readonly Role[];
  /** Only in a demonstration. */
  isOfDemonstration?: boolean;
}

export const pages: readonly Page[] = [
  {
    path: '/desk',
    name: () => t.shell.desk,
    load: () => import('./desk/Desk.svelte'),
    roles: ['consultant'],
  },
  {
    path: '/clients',
    name: () => t.clients.title,
    load: () => import('./clients/Clients.svelte'),
    roles: ['consultant', 'supervisor'],
  },
  {
    path: '/corrections',
    name: () => t.corrections.navigation,
    load: () => import('./corrections/Corrections.svelte'),
    roles: ['supervisor'],
  },
  {
    path: '/imports',
    name: () => t.imports.navigation,
    load: () => import('./imports/Imports.svelte'),
    roles: ['supervisor', 'administrator'],
  },
  {
    path: '/access-log',
    name: () => t.accessLog.title,
    load: () => import('./access_log/AccessLog.svelte'),
    roles: ['supervisor', 'auditor'],
  },
  {
    path: '/caller',
    name: () => t.shell.caller,
    load: () => import('./caller/Caller.svelte'),
    isOfDemonstration: true,
  },
];

export const loadLogin = () => import('./login/Login.svelte');
export const loadDemo = () => import('./demo/Demo.svelte');

export function pageAt(path: string): Page | undefined {
  const plain = path.length > 1 ? path.replace(/\/+$/, '') : path;
  return pages.find((page) => page.path === plain);
}

/** Where somebody of this role begins; "/" if there is no page for it yet. */
export function homeOf(role: Role): string {
  return pages.find((page) => page.roles?.includes(role))?.path ?? '/';
}

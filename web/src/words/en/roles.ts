import type { roles as pl } from '../pl/roles';

export const roles: typeof pl = {
  consultant: 'consultant',
  supervisor: 'supervisor',
  pup_editor: 'office’s editor',
  wup_editor: 'scenario editor',
  managing_team: 'managing team',
  portal_editor: 'editor of the portal',
  portal_administrator: 'administrator of the portal',
  auditor: 'auditor',
  technician: 'technician',
  administrator: 'administrator',
  observer: 'observer',
};

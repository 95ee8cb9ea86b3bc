import type { roles as pl } from '../pl/roles';

export const roles: typeof pl = {
  consultant: 'consultant',
  supervisor: 'supervisor',
  pup_editor: 'office’s editor',
  wup_editor: 'scenario editor',
  managing_team: 'managing team',
  auditor: 'auditor',
  technician: 'technician',
  administrator: 'administrator',
};

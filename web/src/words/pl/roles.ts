/** How people call the roles of accounts. */
export const roles = {
  consultant: 'konsultant',
  supervisor: 'kierownik',
  pup_editor: 'redaktor urzędu',
  wup_editor: 'redaktor scenariuszy',
  managing_team: 'zespół zarządzający',
  portal_editor: 'redaktor portalu',
  portal_administrator: 'administrator portalu',
  auditor: 'audytor',
  technician: 'technik',
  administrator: 'administrator',
  observer: 'obserwator',
};

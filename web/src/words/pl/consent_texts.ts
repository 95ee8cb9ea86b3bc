/** The words by which consents are asked. */
export const consentTexts = {
  title: 'Treści zgód',
  intro:
    'Co konsultant czyta klientowi, gdy pyta o zgodę, objaśnia ją i zapisuje jej wycofanie. Treść urzędu ma pierwszeństwo przed treścią województwa. W rejestrze zgód zostaje ta, którą przeczytano.',
  act: 'Nowa treść',
  none: {
    what: 'Tu są własne treści zgód.',
    why: 'Nikt nie ustalił własnej, więc obowiązują te z instalacji.',
    step: 'Inną ustala się przyciskiem „Nowa treść”, po opinii inspektora ochrony danych.',
  },
  kind: 'Rodzaj',
  kinds: { consent: 'pytanie o zgodę', information: 'objaśnienie', withdrawal: 'po wycofaniu' },
  purpose: 'Cel',
  everyPurpose: 'każdy cel',
  words: 'Treść',
  wordsHelp: 'Po polsku, w jednym akapicie.',
  basis: 'Podstawa',
  basisHelp: 'Dlaczego tak, na przykład: opinia inspektora ochrony danych z 2.12.2026.',
  confirm: 'Ustal treść',
  done: (day: string) => `Treść ustalono od ${day}.`,
  failed: 'Nie udało się ustalić treści.',
  shipped: 'Gdy nie ma własnej treści',
};

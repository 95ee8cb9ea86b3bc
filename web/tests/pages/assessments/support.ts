import type { AssessmentDetail, Criterion, Sheet } from '../../../src/pages/assessments/assessments_api';

export const GREETING: Criterion = { key: 'greeting', title: 'Powitanie', help: '', kind: 'scale', weight: 1, is_critical: false, may_not_apply: false };
export const IDENTITY: Criterion = { key: 'identity', title: 'Kto dzwoni', help: '', kind: 'yes_no', weight: 3, is_critical: true, may_not_apply: true };

export function sheetOf(changed: Partial<Sheet> = {}): Sheet {
  return {
    number: 1,
    scores: {},
    notes: {},
    remark: '',
    corrected_for: '',
    result: null,
    by: 'kierownik',
    saved_at: '2026-11-27T12:00:00Z',
    given_at: null,
    answer_kind: null,
    answer: '',
    answered_at: null,
    ...changed,
  };
}

export function assessmentOf(changed: Partial<AssessmentDetail> = {}): AssessmentDetail {
  return {
    id: 'assessment-1',
    sample_id: 'sample-1',
    office: '20060',
    agent: 'k20060-1',
    agent_name: 'Jan',
    call_id: 'call-1',
    topic: null,
    talked_on: '2026-11-26',
    basis: 'timeline',
    assessor: 'kierownik',
    state: 'assigned',
    result: null,
    assigned_at: '2026-11-27T12:00:00Z',
    closed_at: null,
    set_aside_for: null,
    version: 1,
    title: 'Standard',
    criteria: [GREETING, IDENTITY],
    sheets: [],
    conversation: {},
    timeline: [],
    recording_id: null,
    is_heard: false,
    days_to_answer: 14,
    ...changed,
  } as AssessmentDetail;
}

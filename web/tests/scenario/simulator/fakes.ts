import type { Sheet } from '../../../src/scenario/graph';
import type { CaseMade, Heard, Played, SheetTests, SimulatorApi, Trace, Tried } from '../../../src/scenario/simulator/simulator_api';

export const heard = (at: number, prompt: string, text: string, parts: Partial<Heard> = {}): Heard => ({
  at,
  prompt,
  text,
  values: {},
  duration_time: 2,
  is_cut: false,
  language: 'pl',
  ...parts,
});

export const trace = (parts: Partial<Trace> = {}): Trace => ({
  state: 'asking',
  end: null,
  duration_time: 3,
  now: '2026-11-24T09:00:03Z',
  office: null,
  topic: null,
  language: 'pl',
  is_verified: false,
  variables: {},
  queues: [],
  path: [{ at: 0, node: 'powitanie', kind: 'announcement', left_by: null }],
  heard: [heard(0, 'W01', 'Dzień dobry.')],
  faults: [],
  ...parts,
});

export interface Asked extends Tried {
  what: Played;
}

export const tests = (parts: Partial<SheetTests> = {}): SheetTests => ({ is_fit: true, results: [], edges: [], missing: [], ...parts });

const MADE: CaseMade = { case: { name: '', surroundings: {}, path: ['powitanie', '…'] }, is_green: true, problems: [] };

/** Answers with what `does` makes of what is asked. */
export function fakeSimulator(
  asked: Asked[],
  does: (asked: Asked) => Trace | Promise<Trace> = () => trace(),
  ran: (sheet: Sheet) => SheetTests = () => tests(),
): SimulatorApi {
  return {
    play: async (what, tried) => {
      const one = { what, ...tried };
      asked.push(one);
      return does(one);
    },
    caseOf: async (name) => ({ ...MADE, case: { ...MADE.case, name } }),
    runCases: async (sheet) => ran(sheet),
    sound: async () => new Blob(),
  };
}

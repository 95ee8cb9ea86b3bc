/** Offices, their branches and their moves. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { onVersion, type Kept, type ThingsApi } from '../../things/things_api';

export type Office = Schema['OfficeOut'] & Kept;
export type Branch = Schema['BranchOut'];
export type Move = Schema['MoveOut'];
export type Certainty = NonNullable<Office['certainty']>;

export interface OfficeSent {
  /** Of a new one. */
  code: string;
  name: string;
  seat: string;
  locative: string;
  genitive: string;
  area_code: string;
  postal_code: string;
  address: string | null;
  telephone: string | null;
  email: string | null;
  page: string | null;
  certainty: Certainty | null;
  checked_on: string | null;
  is_province: boolean;
  /** First digits of postal codes, with anything between them. */
  postal_prefixes: string;
}

export type BranchSent = Required<Schema['BranchIn']>;
export type MoveSent = Required<Schema['MoveIn']> & { valid_from: string };

export interface OfficesApi extends ThingsApi<Office, OfficeSent> {
  /** null: nobody stands in. */
  setDeputy(office: string, deputy: string | null): Promise<unknown>;
  /** Newest first. */
  moves(office: string): Promise<Move[]>;
  plan(office: string, move: MoveSent): Promise<Move>;
  takeBack(office: string, validFrom: string): Promise<unknown>;
  /** Of an office. Also those that are closed. */
  branches(office: string): ThingsApi<Branch, BranchSent>;
}

const of = (code: string) => ({ params: { path: { code } } });
const ofMove = (code: string, valid_from: string) => ({ params: { path: { code, valid_from } } });

/** "185, 18-520" are 185 and 18520. */
export function prefixesOf(typed: string): string[] {
  return typed
    .split(/[\s,;]+/)
    .map((each) => each.replace('-', ''))
    .filter((each) => each !== '');
}

export const webOfficesApi: OfficesApi = {
  async all() {
    const found = await said(api.GET('/api/offices', { params: { query: { deactivated: true } } }));
    return found.map((each) => ({ ...each, id: each.code }));
  },
  save: (code, { code: _typed, postal_prefixes, ...sent }, version) =>
    said(
      api.PUT('/api/offices/{code}', {
        params: { path: { code }, header: onVersion(version) },
        body: { ...sent, postal_prefixes: prefixesOf(postal_prefixes) },
      }),
    ),
  close: (code) => said(api.POST('/api/offices/{code}/deactivate', of(code))),
  restore: (code) => said(api.POST('/api/offices/{code}/restore', of(code))),
  setDeputy: (code, deputy) => said(api.PUT('/api/offices/{code}/deputy', { ...of(code), body: { deputy } })),
  moves: (code) => said(api.GET('/api/offices/{code}/moves', of(code))),
  plan: (code, { valid_from, ...body }) => said(api.PUT('/api/offices/{code}/moves/{valid_from}', { ...ofMove(code, valid_from), body })),
  takeBack: (code, validFrom) => said(api.DELETE('/api/offices/{code}/moves/{valid_from}', ofMove(code, validFrom))),
  branches: (code) => {
    const ofBranch = (branch_id: string) => ({ params: { path: { code, branch_id } } });
    return {
      all: () => said(api.GET('/api/offices/{code}/branches', { params: { path: { code }, query: { deactivated: true } } })),
      save: (branch_id, body, version) =>
        said(api.PUT('/api/offices/{code}/branches/{branch_id}', { params: { path: { code, branch_id }, header: onVersion(version) }, body })),
      close: (branch_id) => said(api.POST('/api/offices/{code}/branches/{branch_id}/deactivate', ofBranch(branch_id))),
      restore: (branch_id) => said(api.POST('/api/offices/{code}/branches/{branch_id}/restore', ofBranch(branch_id))),
    };
  },
};

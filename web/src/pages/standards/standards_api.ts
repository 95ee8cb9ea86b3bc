/** Forms, procedures and standards of service. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Standard = Schema['StandardOut'];
export type Version = Schema['StandardVersionOut'];
export type Kind = Standard['kind'];
export type Role = Version['roles'][number];
export type Acknowledgement = Schema['AcknowledgementOut'];

/** As it is proposed. */
export interface NewVersion {
  title: string;
  valid_from: string;
  valid_until: string | null;
  roles: Role[];
  changes: string;
  file: File;
}

export interface StandardsApi {
  /** By kind and title. `kind`: empty for all. */
  list(kind: Kind | ''): Promise<Standard[]>;
  file(version: Version): Promise<Blob>;
  /** Waits for a second person. Raises ApiError: `standard_refused`, `no_second_person`. */
  propose(kind: Kind, wanted: NewVersion): Promise<void>;
  /** The same of one that is there. Raises ApiError: `stale_version`. */
  proposeVersion(of: Standard, wanted: NewVersion): Promise<void>;
  end(of: Standard, lastDay: string): Promise<void>;
  acknowledge(version: Version): Promise<void>;
  /** Who of the own offices is asked; first who has not acknowledged it. */
  people(version: Version): Promise<readonly Acknowledgement[]>;
}

const UPLOAD_MS = 120_000;

/** A large file takes its time on a slow line. */
const patiently = (request: Request): Promise<Response> => fetch(request, { signal: AbortSignal.timeout(UPLOAD_MS) });

const bodySerializer = (content: unknown) => content;
const Tag = ({ version }: Standard) => ({ 'If-Match': `"${String(version)}"` });
const of = ({ id }: Version) => ({ params: { path: { version_id: id } } });

function sent({ file, valid_until, ...wanted }: NewVersion) {
  return {
    // The description of the web service knows a file as text.
    body: file as unknown as string,
    headers: { 'Content-Type': 'application/octet-stream' },
    bodySerializer,
    fetch: patiently,
    query: { ...wanted, file_name: file.name, ...(valid_until !== null && { valid_until }) },
  };
}

export const webStandardsApi: StandardsApi = {
  list: (kind) => said(api.GET('/api/standards', { params: { query: kind === '' ? {} : { kind } } })),
  async file(version) {
    const { data } = await api.GET('/api/standards/versions/{version_id}/file', { ...of(version), parseAs: 'blob' });
    return data as unknown as Blob;
  },
  async propose(kind, wanted) {
    const { query, ...rest } = sent(wanted);
    await said(api.POST('/api/standards', { ...rest, params: { query: { ...query, kind } } }));
  },
  async proposeVersion(standard, wanted) {
    const { query, ...rest } = sent(wanted);
    await said(api.POST('/api/standards/{standard_id}/versions', { ...rest, params: { path: { standard_id: standard.id }, query, header: Tag(standard) } }));
  },
  async end(standard, lastDay) {
    const params = { path: { standard_id: standard.id }, header: Tag(standard) };
    await said(api.POST('/api/standards/{standard_id}/end', { params, body: { last_day: lastDay } }));
  },
  async acknowledge(version) {
    await said(api.POST('/api/standards/versions/{version_id}/acknowledge', of(version)));
  },
  async people(version) {
    return (await said(api.GET('/api/standards/versions/{version_id}/acknowledgements', of(version)))).people;
  },
};

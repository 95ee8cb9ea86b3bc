/** What can go wrong with a request, as people are told it. */

export interface FieldProblem {
  field: string;
  message: string;
}

export class ApiError extends Error {
  /** Of the Problem (`api/errors.py`), `unreadable` for an answer that is none, or `network` when there was no answer. */
  readonly code: string;
  /** 0 when there was no answer. */
  readonly status: number;
  /** What is wrong with which field. */
  readonly fields: FieldProblem[];
  /** Seconds until the next try, where the server says so. */
  readonly retryAfter: number | null;

  constructor(code: string, message: string, status = 0, fields: FieldProblem[] = [], retryAfter: number | null = null) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.fields = fields;
    this.retryAfter = retryAfter;
  }

  /** What is wrong with one field; empty if nothing. */
  of(field: string): string {
    return this.fields.find((each) => each.field === field)?.message ?? '';
  }
}

/** The error that an answer tells. */
export async function errorOf(response: Response, otherwise: string): Promise<ApiError> {
  const retry = Number(response.headers.get('Retry-After') ?? Number.NaN);
  const retryAfter = Number.isFinite(retry) ? retry : null;
  try {
    const problem = (await response.json()) as { code?: unknown; message?: unknown; fields?: unknown };
    if (typeof problem.code === 'string' && typeof problem.message === 'string') {
      const fields = Array.isArray(problem.fields) ? (problem.fields as FieldProblem[]) : [];
      return new ApiError(problem.code, problem.message, response.status, fields, retryAfter);
    }
  } catch {
    // A proxy's page, or half an answer.
  }
  return new ApiError('unreadable', otherwise, response.status, [], retryAfter);
}

/** A sentence for whatever was thrown; the page's own where the server's answer says nothing. */
export function sentenceOf(error: unknown, otherwise: string): string {
  return error instanceof ApiError && error.code !== 'unreadable' ? error.message : otherwise;
}

/** Was it read before somebody else changed it? */
export function isStale(error: unknown): boolean {
  return error instanceof ApiError && (error.code === 'stale_version' || error.code === 'stale_draft' || error.status === 412);
}

/** May the same do better in a moment? Nobody has answered, or the server could not; it has not refused. */
export function isPassing(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status === 0 || error.status === 429 || error.status >= 500;
}

/** The sentence, and what is wrong with single fields. */
export function reasonsOf(error: unknown, otherwise: string): string {
  const fields = error instanceof ApiError ? error.fields.map(({ message }) => message) : [];
  return [...new Set([sentenceOf(error, otherwise), ...fields])].filter(Boolean).join(' ');
}

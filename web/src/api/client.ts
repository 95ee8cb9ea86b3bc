/** Every request of the pages: `const me = await said(api.GET('/api/me'))`. Failures are thrown as ApiErrors. */
import createClient, { type Middleware } from 'openapi-fetch';
import { t } from '../words';
import { ApiError, errorOf } from './errors';
import { noteFailure } from './last_failure';
import type { components, paths } from './schema';

export { ApiError, reasonsOf, sentenceOf } from './errors';

/** `Schema['Me']` is the type of that name in the description of the web service. */
export type Schema = components['schemas'];

const PATIENCE_MS = 15_000;
let csrfToken: string | null = null;
let notLoggedIn: () => void = () => undefined;

/** For the header by which a page proves that it asks itself. Only the session calls this. */
export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** What is to be done when the server says that nobody is logged in. Only the session calls this. */
export function onNotLoggedIn(handler: () => void): void {
  notLoggedIn = handler;
}

const middleware: Middleware = {
  onRequest({ request }) {
    if (csrfToken !== null && request.method !== 'GET') request.headers.set('X-CSRF-Token', csrfToken);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    const error = await errorOf(response, t.errors.unreadable);
    noteFailure(error.code, response.headers.get('X-Request-Id'));
    if (error.code === 'not_logged_in') notLoggedIn();
    throw error;
  },
  onError({ error }) {
    if (error instanceof ApiError) return error;
    noteFailure('network', null);
    const isLate = error instanceof DOMException && error.name === 'TimeoutError';
    return new ApiError('network', isLate ? t.errors.late : t.errors.network);
  },
};

export const api = createClient<paths>({
  credentials: 'same-origin',
  fetch: (request: Request) => fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)]) }),
});
api.use(middleware);

/** The body of an answer; undefined where it has none. Raises ApiError. */
export async function said<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T;
}

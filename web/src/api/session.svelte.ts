/** Who is logged in in this browser. The session itself is in a cookie that no script can read. */
import { createContext } from 'svelte';
import { api, onNotLoggedIn, said, setCsrfToken, type Schema } from './client';
import { ApiError } from './errors';

export type Me = Schema['Me'];
export type Role = Me['role'];
export type Right = Schema['Right'];

export class Session {
  /** undefined: not asked yet; null: nobody. While the session is over, whose it was. */
  me = $state.raw<Me | null | undefined>(undefined);
  /** Somebody was logged in and is no longer, without having wished it. */
  isOver = $state(false);

  constructor() {
    onNotLoggedIn(() => this.ended());
  }

  /** Ask the server who is logged in. Raises ApiError when it does not answer. */
  async check(): Promise<void> {
    try {
      const me = await said(api.GET('/api/me'));
      setCsrfToken(me.csrf_token ?? null);
      this.me = me;
      this.isOver = false;
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not_logged_in') throw error;
    }
  }

  /** Raises ApiError: `totp_required` when the code of the telephone is wanted, too. */
  async logIn(username: string, password: string, totp: string | null): Promise<void> {
    this.#opened(await said(api.POST('/api/login', { body: { username, password, totp, kind: 'page' } })));
  }

  /** As an account of the demonstration, without a password. Raises ApiError. */
  async logInToTheDemonstration(username: string): Promise<void> {
    this.#opened(await said(api.POST('/api/demonstration/log-in', { body: { username } })));
  }

  /** Raises ApiError when the server cannot be told; the session is then still open. */
  async logOut(): Promise<void> {
    try {
      await said(api.POST('/api/logout'));
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not_logged_in') throw error;
    }
    setCsrfToken(null);
    this.isOver = false;
    this.me = null;
  }

  /** The server says that the session is over. The page stays as it is, for whoever logs in again. */
  ended(): void {
    setCsrfToken(null);
    if (this.me) this.isOver = true;
    else this.me = null;
  }

  #opened(opened: Schema['LoggedInPage'] | Schema['LoggedInProgram']): void {
    if (!('csrf_token' in opened)) throw new ApiError('unreadable', '');
    setCsrfToken(opened.csrf_token);
    this.isOver = false;
    this.me = opened.account;
  }
}

/** Of the shell; in any page below it. */
export const [getSession, setSession] = createContext<Session>();

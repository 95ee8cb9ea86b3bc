/** What goes on in the demonstration, asked every few seconds, and "Ożyw pokaz". */
import { api, said, sentenceOf, type Schema } from '../../api/client';

export type Now = Schema['DemonstrationNow'];
export type ShowNow = Schema['ShowOut'];

export const ASK_MS = 3000;

export interface HappeningApi {
  now: () => Promise<Now>;
  begin: () => Promise<ShowNow>;
  end: () => Promise<ShowNow>;
}

export const happeningApi: HappeningApi = {
  now: () => said(api.GET('/api/demonstration/now')),
  begin: () => said(api.POST('/api/demonstration/show')),
  end: () => said(api.DELETE('/api/demonstration/show')),
};

export class Happening {
  /** undefined: not asked yet. */
  now = $state.raw<Now | undefined>(undefined);
  isLate = $state(false);
  isBusy = $state(false);
  problem = $state('');

  readonly #api: HappeningApi;
  #timer: ReturnType<typeof setInterval> | null = null;

  constructor(given: HappeningApi = happeningApi) {
    this.#api = given;
  }

  /** Until the function that comes back is called. */
  start(): () => void {
    void this.ask();
    this.#timer = setInterval(() => void this.ask(), ASK_MS);
    return () => {
      if (this.#timer !== null) clearInterval(this.#timer);
      this.#timer = null;
    };
  }

  async ask(): Promise<void> {
    try {
      this.now = await this.#api.now();
      this.isLate = false;
    } catch {
      this.isLate = true; // asked again in a moment
    }
  }

  /** `fallback`: what is said when the web service gives no reason. */
  async begin(fallback: string): Promise<void> {
    await this.#do(this.#api.begin, fallback);
  }

  async end(fallback: string): Promise<void> {
    await this.#do(this.#api.end, fallback);
  }

  async #do(act: () => Promise<ShowNow>, fallback: string): Promise<void> {
    if (this.isBusy) return;
    this.isBusy = true;
    this.problem = '';
    try {
      const show = await act();
      if (this.now) this.now = { ...this.now, show };
    } catch (error) {
      this.problem = sentenceOf(error, fallback);
    } finally {
      this.isBusy = false;
      void this.ask();
    }
  }
}

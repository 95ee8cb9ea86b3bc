/** What settings are chosen from, asked when a form first wants it, once for a page. Without an answer ids stand there, and can be typed. */
import { webFormsApi, type FormsApi, type Language, type SpokenTime } from './forms_api';

export interface Choice {
  value: string;
  label: string;
}

export class Lists {
  #targets = $state.raw<readonly Choice[]>([]);
  #scenarios = $state.raw<readonly Choice[]>([]);
  #times = $state.raw<ReadonlyMap<string, SpokenTime>>(new Map());
  #asked = new Set<string>();

  constructor(readonly api: FormsApi = webFormsApi) {}

  get targets(): readonly Choice[] {
    this.#ask('targets', async () => void (this.#targets = await this.api.targets()));
    return this.#targets;
  }

  get scenarios(): readonly Choice[] {
    this.#ask('scenarios', async () => void (this.#scenarios = await this.api.scenarios()));
    return this.#scenarios;
  }

  /** How long an announcement takes; undefined: nobody knows yet, or it has no words in that language. */
  time(prompt: string, language: Language = 'pl'): SpokenTime | undefined {
    this.#ask('times', async () => void (this.#times = new Map((await this.api.times()).map((each) => [`${each.prompt} ${each.language}`, each]))));
    return this.#times.get(`${prompt} ${language}`);
  }

  /** Seconds of all of them, each once. */
  seconds(prompts: readonly string[], language: Language = 'pl'): number {
    return prompts.reduce((sum, prompt) => sum + (this.time(prompt, language)?.seconds ?? 0), 0);
  }

  #ask(what: string, read: () => Promise<void>): void {
    if (this.#asked.has(what)) return;
    this.#asked.add(what);
    read().catch(() => this.#asked.delete(what)); // whoever looks again asks again
  }
}

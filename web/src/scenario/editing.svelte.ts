/**
 * One scenario on the drawing board: the open draft, or a version that is only read. What is changed is saved by itself on the
 * revision that was read; every step can be taken back; the server's findings follow as one types. Canvas, outline, forms and
 * simulator all show `sheet` and change it by `change` alone.
 */
import { ApiError, sentenceOf } from '../api/errors';
import { Autosave } from '../blocks/saving/autosave.svelte';
import { now } from '../time/clock.svelte';
import { t } from '../words';
import { NO_DRAWING, sheetOf, type Graph, type Sheet } from './graph';
import { begun, done, redone, undone, type History as Steps } from './history';
import { clashing, joined } from './joining';
import { Kinds } from './kinds';
import type { Draft, Finding, History, Prompt, ScenarioApi, Version } from './scenario_api';
import { same } from './same';

/** Nobody types for so long: the findings are asked for. */
export const CHECK_MS = 120;
/** How often it is looked whether somebody else has taken a step. */
export const LOOK_MS = 5000;
const EMPTY: Sheet = { graph: { name: '', title: '', start: '', nodes: {} }, drawing: NO_DRAWING, cases: [] };

/** What is sent. Of a class of its own, so that nothing of it is made reactive: a graph may have a thousand nodes. */
class Written {
  constructor(readonly sheet: Sheet) {}
}

export class Editing {
  state = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  failure = $state('');
  name = $state('');
  kinds = $state.raw<Kinds | null>(null);
  history = $state.raw<History | null>(null);
  /** The open draft, as it was saved last; null: there is none. */
  draft = $state.raw<Draft | null>(null);
  /** What is shown in its place, and only read. */
  version = $state.raw<Version | null>(null);
  findings = $state.raw<readonly Finding[]>([]);
  prompts = $state.raw<ReadonlyMap<string, Prompt>>(new Map());
  isChecking = $state(false);
  readonly saving: Autosave<Written, Draft>;

  #steps = $state.raw<Steps<Sheet>>(begun(EMPTY));
  #called = $state.raw<ReadonlyMap<string, Graph>>(new Map());
  #asked = new Set<string>();
  #round = 0;
  #checking: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    readonly api: ScenarioApi,
    private readonly mayEdit: () => boolean,
  ) {
    this.saving = new Autosave<Written, Draft>({
      save: ({ sheet }, { name, revision }) => api.save(name, revision, sheet),
      read: ({ name }) => api.draft(name),
      typedOf: (draft) => new Written(sheetOf(draft)),
      areSame: (one, other) => same(one.sheet, other.sheet),
      join: (base, mine, theirs) => this.#join(base.sheet, mine.sheet, theirs.sheet),
      saved: (draft) => {
        this.draft = draft;
        if (this.saving.state === 'saved') this.findings = draft.findings;
      },
    });
  }

  /** What is shown and changed. */
  get sheet(): Sheet {
    return this.version === null ? this.#steps.now : sheetOf(this.version);
  }

  get graph(): Graph {
    return this.sheet.graph;
  }

  /** Somebody who may edit has a draft before them that is not with its reviewer. */
  get isWritable(): boolean {
    return this.version === null && this.draft !== null && this.draft.state !== 'in_review' && this.mayEdit();
  }

  /** There is no draft, and whoever is here may begin one. */
  get mayBegin(): boolean {
    return this.draft === null && this.mayEdit();
  }

  get canUndo(): boolean {
    return this.isWritable && this.#steps.before.length > 0;
  }

  get canRedo(): boolean {
    return this.isWritable && this.#steps.after.length > 0;
  }

  /** Of what somebody else has saved meanwhile: the nodes that both have changed. */
  get clashes(): string[] {
    const { theirs } = this.saving;
    return theirs === null || this.draft === null ? [] : clashing(sheetOf(this.draft), this.#steps.now, sheetOf(theirs));
  }

  /** `version` null: the draft, or the newest version if there is none. Never raises. */
  async open(name: string, version: number | null): Promise<void> {
    const round = ++this.#round;
    const isOther = name !== this.name;
    if (isOther) {
      await this.settle();
      this.#forget();
      this.name = name;
      this.state = 'loading';
    }
    try {
      const [kinds, history, draft, prompts] = await Promise.all([
        this.kinds ?? this.api.kinds().then((given) => new Kinds(given)),
        this.api.history(name),
        isOther || this.draft === null ? this.#openDraft(name) : this.draft,
        this.prompts.size > 0 ? this.prompts : this.api.prompts().then((all) => new Map(all.map((each) => [each.id, each]))),
      ]);
      const number = version ?? (draft === null ? (history.in_force?.version ?? history.versions[0]?.version ?? null) : null);
      const shown = number === null ? null : await this.api.version(name, number);
      if (round !== this.#round) return;
      this.kinds = kinds;
      this.prompts = prompts;
      this.history = history;
      this.version = shown;
      if (draft !== null && (isOther || this.draft === null)) this.#stands(draft);
      this.state = 'there';
      if (shown !== null) this.#check();
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, t.scenario.notOpened);
      this.state = 'failed';
    }
  }

  /** The same once more: something was published, given back or begun elsewhere. */
  async again(): Promise<void> {
    const { name } = this;
    const version = this.version?.version ?? null;
    await this.settle();
    this.name = '';
    await this.open(name, version);
  }

  /** Begin a draft of the newest version. Raises ApiError. */
  async begin(): Promise<void> {
    const draft = await this.api.begin(this.name);
    this.version = null;
    this.#stands(draft);
  }

  /** After a step of the draft: what the server answered. */
  put(draft: Draft): void {
    this.#stands(draft);
  }

  /** Something was published, discarded, or done by somebody else: all of it anew, while what is shown stays. Never raises. */
  async refresh(): Promise<void> {
    const { name } = this;
    const round = ++this.#round;
    try {
      const [history, draft] = await Promise.all([this.api.history(name), this.#openDraft(name)]);
      const newest = history.in_force?.version ?? history.versions[0]?.version ?? null;
      const number = this.version?.version ?? (draft === null ? newest : null);
      const shown = number === null ? null : await this.api.version(name, number);
      if (round !== this.#round) return;
      this.history = history;
      this.version = shown;
      if (draft === null) {
        this.saving.forget();
        this.draft = null;
      } else if (!this.saving.isUnsaved) this.#stands(draft); // what is typed meanwhile meets it when it is saved
      if (shown !== null) this.#check();
    } catch (error) {
      if (round !== this.#round) return;
      this.failure = sentenceOf(error, t.scenario.notOpened);
      this.state = 'failed';
    }
  }

  /** Has somebody else taken a step meanwhile? Then it is shown; what is typed and not saved yet stays. Never raises. */
  async look(): Promise<void> {
    const { name } = this;
    if (this.state !== 'there' || this.saving.isUnsaved) return;
    const found = await this.api.history(name).catch(() => null);
    if (found === null || name !== this.name || this.saving.isUnsaved) return;
    const mark = (draft: { revision: number; state: string } | null) => `${draft?.revision} ${draft?.state}`;
    const isSame = mark(found.draft) === mark(this.draft) && found.in_force?.version === this.history?.in_force?.version;
    if (!isSame) await this.refresh();
  }

  /** The only way in which anything changes. `kind`: steps of one kind that follow each other quickly are one to take back. */
  change(by: (sheet: Sheet) => Sheet, kind: string | null = null): void {
    if (!this.isWritable) return;
    this.#goes(done(this.#steps, by(this.#steps.now), kind, performance.now()));
  }

  undo(): void {
    if (this.canUndo) this.#goes(undone(this.#steps));
  }

  redo(): void {
    if (this.canRedo) this.#goes(redone(this.#steps));
  }

  /** The words of an announcement in a language; empty: it has none. */
  spoken(prompt: string, language = 'pl'): string {
    return this.prompts.get(prompt)?.texts[language] ?? '';
  }

  /** The graph in force of another scenario, which is asked for when it is needed first; undefined: not there yet. */
  called(scenario: string): Graph | undefined {
    const found = this.#called.get(scenario);
    if (found === undefined && !this.#asked.has(scenario)) {
      this.#asked.add(scenario);
      void this.#readCalled(scenario);
    }
    return found;
  }

  /** What is typed goes to the server, if it is taken there. */
  async settle(): Promise<void> {
    if (this.saving.state === 'typed' || this.saving.state === 'saving') await this.saving.flush();
  }

  takeTheirs(): void {
    const { theirs } = this.saving;
    if (theirs !== null) this.#stands(theirs);
  }

  async keepMine(): Promise<void> {
    await this.saving.keepMine();
  }

  #goes(steps: Steps<Sheet>): void {
    if (steps === this.#steps) return;
    const isOther = steps.now.graph !== this.#steps.now.graph;
    this.#steps = steps;
    this.saving.typed = new Written(steps.now);
    this.saving.touched();
    if (isOther) this.#check();
  }

  #stands(draft: Draft): void {
    const sheet = sheetOf(draft);
    this.draft = draft;
    this.#steps = begun(sheet);
    this.findings = draft.findings;
    this.saving.begin(draft, new Written(sheet), Date.parse(draft.changed_at));
  }

  #join(base: Sheet, mine: Sheet, theirs: Sheet): Written | null {
    const both = joined(base, mine, theirs);
    if (both === null) return null;
    this.#steps = done(this.#steps, both, null, performance.now());
    this.#check();
    return new Written(both);
  }

  #check(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.isChecking = true;
    this.#timer = setTimeout(() => void this.#ask(), CHECK_MS);
  }

  async #ask(): Promise<void> {
    this.#checking?.abort();
    const asking = (this.#checking = new AbortController());
    try {
      const found = await this.api.check(this.sheet, asking.signal);
      if (asking === this.#checking) this.findings = found;
    } catch {
      // The next change asks anew, and a save brings them, too.
    } finally {
      if (asking === this.#checking) this.isChecking = false;
    }
  }

  async #openDraft(name: string): Promise<Draft | null> {
    try {
      return await this.api.draft(name);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return null;
      throw error;
    }
  }

  async #readCalled(scenario: string): Promise<void> {
    try {
      const { in_force: inForce } = await this.api.history(scenario);
      if (inForce === null) return;
      const { graph } = await this.api.version(scenario, inForce.version);
      this.#called = new Map([...this.#called, [scenario, graph as unknown as Graph]]);
    } catch {
      this.#asked.delete(scenario); // whoever looks again asks again
    }
  }

  #forget(): void {
    this.saving.forget();
    this.#checking?.abort();
    this.draft = this.version = this.history = null;
    this.findings = [];
    this.#steps = begun(EMPTY);
    this.failure = '';
  }
}

/** Milliseconds by the server's clock, for a note's id among others. */
export const freshId = (): string => `n${now().toString(36)}${Math.floor(performance.now()).toString(36)}`;

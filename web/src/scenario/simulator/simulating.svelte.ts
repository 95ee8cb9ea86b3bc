/**
 * A call that is tried out on what stands on the sheet now. The server remembers nothing of it: it is played from its beginning
 * each time, by the same steps, so a step is taken back by leaving it out, and another graph or another caller meets the same
 * steps. What comes too late is dropped, and what was shown stays until there is something newer.
 */
import { onDestroy, untrack } from 'svelte';
import { reasonsOf } from '../../api/errors';
import { t } from '../../words';
import type { Graph } from '../graph';
import type { Action, Played, QueueOutcome, SimulatorApi, Surroundings, Trace, Tried } from './simulator_api';

/** Nobody types so slowly: keys that follow faster belong together. */
export const KEYS_MS = 350;
/** Nobody changes the drawing for so long: the call is played anew. */
export const CHANGED_MS = 400;
/** As many as the server plays. */
export const MOST_ACTIONS = 500;

/** What one click does; all of it is taken back at once. */
export type Step = readonly Action[];

export class Simulating {
  /** `at` empty: nobody has said yet who calls. */
  surroundings = $state.raw<Surroundings>({ at: '' } as Surroundings);
  /** What comes of each queue after a while; null: the caller waits until somebody says it. */
  queue = $state<QueueOutcome | null>(null);
  steps = $state.raw<readonly Step[]>([]);
  /** null: nobody has called yet. */
  trace = $state.raw<Trace | null>(null);
  /** The trace before this one. */
  before = $state.raw<Trace | null>(null);
  /** What the same steps are played on, too; null: nothing. */
  other = $state.raw<Played | null>(null);
  otherTrace = $state.raw<Trace | null>(null);
  /** Keys that were typed and not sent yet. */
  typed = $state('');
  isCalling = $state(false);
  isBusy = $state(false);
  failure = $state('');
  /** After every step, time passes until the line waits. */
  isListening = $state(true);
  #playing: AbortController | null = null;
  #keys: ReturnType<typeof setTimeout> | null = null;
  #changed: ReturnType<typeof setTimeout> | null = null;
  #played: Graph | null = null;

  constructor(
    private readonly api: SimulatorApi,
    private readonly graph: () => Graph,
  ) {}

  get actions(): readonly Action[] {
    return this.steps.flat();
  }

  get tried(): Tried {
    const { surroundings, queue, actions } = this;
    return { surroundings, queue, actions };
  }

  get canUndo(): boolean {
    return this.steps.length > 0 && this.isCalling;
  }

  get mayAct(): boolean {
    return this.isCalling && this.trace?.state !== 'ended' && this.actions.length < MOST_ACTIONS - 1;
  }

  /**
   * While the page is open, whatever of it is shown: each change of the drawing is played, and `onpath` is told the way of the
   * call and where it is. Another scenario begins without a call.
   */
  attach(onpath: (nodes: string[], here: string | null) => void): void {
    $effect(() => {
      const graph = this.graph();
      untrack(() => this.follow(graph));
    });
    $effect(() => {
      const nodes = this.trace?.path.map(({ node }) => node) ?? [];
      untrack(() => onpath(nodes, nodes.at(-1) ?? null));
    });
    onDestroy(() => this.forget());
  }

  /** The call begins, or begins anew. */
  async call(): Promise<void> {
    this.#forgetKeys();
    this.steps = this.isListening ? [[{ do: 'listen' }]] : [];
    this.isCalling = true;
    await this.#play();
  }

  /** Steps that were made before, such as those of a test. */
  async begin(surroundings: Surroundings, queue: QueueOutcome | null, steps: readonly Step[]): Promise<void> {
    this.#forgetKeys();
    this.surroundings = surroundings;
    this.queue = queue;
    this.steps = steps;
    this.isCalling = true;
    await this.#play();
  }

  /** One key; those that are typed quickly one after the other are one step. */
  press(key: string): void {
    if (!this.mayAct || !/^[0-9*#]$/.test(key)) return;
    this.typed += key;
    if (this.#keys !== null) clearTimeout(this.#keys);
    this.#keys = setTimeout(() => void this.#sendKeys(), KEYS_MS);
  }

  /** Several keys at once. */
  async pressAll(keys: string): Promise<void> {
    const clean = keys.replace(/[^0-9*#]/g, '');
    if (clean !== '' && this.mayAct) await this.#does({ do: 'press', keys: clean });
  }

  /** What was typed just now is pressed. */
  async settle(): Promise<void> {
    if (this.typed !== '') await this.#sendKeys();
  }

  async wait(seconds: number): Promise<void> {
    await this.#add([{ do: 'wait', time: seconds }]);
  }

  /** Until the line waits; where it waits already, until it gives up waiting and waits again. */
  async listen(): Promise<void> {
    await this.#add(this.trace?.state === 'asking' ? [{ do: 'stay_silent' }, { do: 'listen' }] : [{ do: 'listen' }]);
  }

  async jumpTo(at: string): Promise<void> {
    await this.#add([{ do: 'jump_to', at }]);
  }

  async leaveQueue(outcome: QueueOutcome): Promise<void> {
    await this.#does({ do: 'leave_queue', outcome });
  }

  async hangUp(): Promise<void> {
    await this.#add([{ do: 'hang_up' }]);
  }

  async undo(): Promise<void> {
    if (!this.canUndo) return;
    if (this.typed !== '') {
      this.#forgetKeys();
      return;
    }
    this.steps = this.steps.slice(0, -1);
    await this.#play();
  }

  /** The receiver is put down; who called stays. */
  putDown(): void {
    const { surroundings, queue } = this;
    this.forget();
    [this.surroundings, this.queue] = [surroundings, queue];
  }

  /** Nothing is kept. */
  forget(): void {
    this.#forgetKeys();
    if (this.#changed !== null) clearTimeout(this.#changed);
    this.#playing?.abort();
    this.steps = [];
    this.trace = this.before = this.other = this.otherTrace = null;
    this.queue = null;
    this.surroundings = { at: '' } as Surroundings; // the next call has those of its day and scenario
    this.isCalling = this.isBusy = false;
    this.failure = '';
  }

  /** Another caller, or another day: the same steps. */
  async be(changed: Partial<Surroundings>): Promise<void> {
    this.surroundings = { ...this.surroundings, ...changed };
    if (this.isCalling) await this.#play();
  }

  async expectOfQueue(queue: QueueOutcome | null): Promise<void> {
    this.queue = queue;
    if (this.isCalling) await this.#play();
  }

  async compare(other: Played | null): Promise<void> {
    this.other = other;
    this.otherTrace = null;
    if (this.isCalling) await this.#play();
  }

  /** The drawing has changed: the same call on the newest graph, as soon as nobody types. */
  follow(graph: Graph): void {
    const isLoading = graph.name === '';
    if (!this.isCalling || graph === this.#played || isLoading) return;
    if (graph.name !== this.#played?.name) {
      this.forget();
      return;
    }
    if (this.#changed !== null) clearTimeout(this.#changed);
    this.#changed = setTimeout(() => void this.#play(), CHANGED_MS);
  }

  async #sendKeys(): Promise<void> {
    const keys = this.typed;
    this.#forgetKeys();
    await this.pressAll(keys);
  }

  #forgetKeys(): void {
    if (this.#keys !== null) clearTimeout(this.#keys);
    this.#keys = null;
    this.typed = '';
  }

  async #does(action: Action): Promise<void> {
    await this.#add(this.isListening ? [action, { do: 'listen' }] : [action]);
  }

  async #add(step: Step): Promise<void> {
    if (!this.mayAct) return;
    const keys = this.typed;
    this.#forgetKeys();
    this.steps = [...this.steps, ...(keys === '' ? [] : [[{ do: 'press' as const, keys }]]), step];
    await this.#play();
  }

  async #play(): Promise<void> {
    this.#playing?.abort();
    const playing = (this.#playing = new AbortController());
    const graph = (this.#played = this.graph());
    const { other, tried } = this;
    this.isBusy = true;
    try {
      const play = (what: Played) => this.api.play(what, tried, playing.signal);
      const [own, others] = await Promise.all([play({ graph }), other === null ? null : play(other)]);
      if (playing !== this.#playing) return;
      this.before = this.trace;
      this.trace = own;
      this.otherTrace = others;
      this.failure = '';
    } catch (error) {
      if (playing !== this.#playing) return;
      this.failure = reasonsOf(error, t.scenarioSimulator.notPlayed);
    } finally {
      if (playing === this.#playing) this.isBusy = false;
    }
  }
}

/** Others in the own conversation: who is looked for, who is called in, and who gets it. Loaded with the call's bar. */
import { createContext, untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import { t } from '../words';
import type { Called, ColleagueMode, CompanyApi, Targets, TargetWish } from './company_api';
import type { Conversation } from './conversation.svelte';

/** Where the name of a number is kept beside those of accounts. */
const numberKey = (target: string) => `number:${target}`;

export class Company {
  readonly conversation: Conversation;
  readonly #api: CompanyApi;
  #wish = $state<TargetWish | null>(null);
  readonly #people = new SvelteMap<string, string>();
  readonly #asked = new Set<string>();

  constructor(conversation: Conversation, api: CompanyApi) {
    this.conversation = conversation;
    this.#api = api;
  }

  /** Until the function that comes back is called. */
  start(): () => void {
    return this.conversation.onOver(() => this.close());
  }

  // -- what is so

  /** Who is called in, by the one who has the call; null without anybody. */
  readonly guest = $derived.by(() => {
    const { call, isColleague, isGoingOn } = this.conversation;
    if (!call || (!call.colleague && !call.colleague_target) || isColleague || !isGoingOn) return null;
    return {
      name: this.#whoName(call.colleague, call.colleague_target),
      mode: call.colleague_mode || 'apart',
      isThere: call.is_colleague_there ?? false,
      isOutside: !call.colleague,
      isPromised: call.is_promised ?? false,
    };
  });
  /** Why whoever was called last is not there; empty: nobody is missing. */
  readonly missed = $derived.by(() => {
    const { call, isGoingOn } = this.conversation;
    if (!call?.missed_why || !isGoingOn) return '';
    return t.colleague.missed[call.missed_why](this.#whoName(call.missed, call.missed_target));
  });
  readonly mayCall = $derived.by(() => this.conversation.isGoingOn && !this.conversation.isColleague && this.guest === null);
  /** Somebody is looked for, and what for. */
  readonly wish = $derived.by(() => (this.mayCall ? this.#wish : null));

  /** The name of a consultant; the account's until it is known. */
  personName(id: string): string {
    return this.#nameOf(id, id);
  }

  #whoName(colleague: string | undefined, target: string | undefined): string {
    return target ? this.#nameOf(numberKey(target), target) : this.personName(colleague ?? '');
  }

  #nameOf(key: string, id: string): string {
    const name = this.#people.get(key);
    if (name === undefined && id && !this.#asked.has(key)) {
      this.#asked.add(key);
      untrack(() => void this.find(id, key === id ? '' : undefined).catch(() => this.#asked.delete(key)));
    }
    return name ?? id;
  }

  // -- what people do

  open(wish: TargetWish): void {
    if (!this.mayCall) return;
    this.conversation.asking.forgive('target');
    this.#wish = wish;
  }

  close(): void {
    this.#wish = null;
  }

  async find(search: string, call = this.conversation.call?.id ?? ''): Promise<Targets> {
    const found = await this.#api.targets(search, call);
    for (const one of found.people) this.#people.set(one.id, one.name);
    for (const one of found.numbers ?? []) this.#people.set(numberKey(one.id), one.name);
    return found;
  }

  async callIn(who: Called, wish: TargetWish): Promise<void> {
    const handsOver = wish === 'hand_over';
    await this.#askTarget((call) => this.#api.callIn(call, who, handsOver ? 'apart' : wish, handsOver));
  }

  async transfer(office: string, topic: string | null): Promise<void> {
    await this.#askTarget((call) => this.#api.transfer(call, office, topic));
  }

  async move(mode: ColleagueMode): Promise<void> {
    await this.#ask('move', (call) => this.#api.moveColleague(call, mode));
  }

  async end(how: 'dismiss' | 'hand-over'): Promise<void> {
    await this.#ask(how, (call) => this.#api.endColleague(call, how));
  }

  async toggleHelp(): Promise<void> {
    const isWanted = !this.conversation.call?.help_since;
    await this.#ask('help', (call) => this.#api.help(call, isWanted));
  }

  async #askTarget(ask: (call: string) => Promise<void>): Promise<void> {
    if (await this.#ask('target', ask)) this.close();
  }

  async #ask(what: string, ask: (call: string) => Promise<void>): Promise<boolean> {
    const { call, asking } = this.conversation;
    return call !== null && (await asking.ask(what, () => ask(call.id)));
  }
}

/** Of the call's bar; in its parts. */
export const [getCompany, setCompany] = createContext<Company>();

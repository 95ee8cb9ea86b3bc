/** The cards of the client whose card is open: what may be done with each, and the letter that is printed once. */
import type { Card, CardAct, CardsApi } from './cards_api';

/** What may be done with a card in this state. A letter goes only with a card that has no PIN yet. */
export function actsOf(card: Card): CardAct[] {
  if (card.state === 'active') return [card.has_pin ? 'reset' : 'print', 'lock', 'replace', 'revoke'];
  return card.state === 'locked' ? ['unlock', 'replace', 'revoke'] : [];
}

/** A client has one card in use. */
export function mayIssue(cards: readonly Card[]): boolean {
  return !cards.some((card) => card.state === 'active' || card.state === 'locked');
}

export class CardKeeping {
  done = $state<CardAct | null>(null);
  /** The letter, until it is taken off the page. */
  letter = $state.raw<Blob | null>(null);

  constructor(
    private readonly api: CardsApi,
    /** The cards are other ones now. */
    private readonly changed: () => Promise<void>,
    /** Gives the letter to the person as a file: the content security policy of the pages shows none in a frame. */
    private readonly save: (letter: Blob) => void,
  ) {}

  /** On a card, or for a client who has none. Raises ApiError. */
  async take(act: CardAct, client: string, card: string): Promise<void> {
    this.done = null;
    if (act === 'issue') await this.api.issue(client);
    else if (act === 'print') {
      this.letter = await this.api.letter(card);
      this.save(this.letter);
    } else await this.api.change(act, card);
    this.done = act;
    await this.changed();
  }

  saveAgain(): void {
    if (this.letter !== null) this.save(this.letter);
  }

  /** The letter is on paper: the PIN leaves the page. */
  forgetLetter(): void {
    this.letter = null;
    this.done = null;
  }
}

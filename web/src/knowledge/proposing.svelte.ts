/**
 * What somebody writes to the editors. What it is about, and in which call, is held from the moment at which it was
 * begun: neither another search nor the next call changes it.
 */
import { sentenceOf } from '../api/client';
import { t } from '../words';
import type { KnowledgeApi, WantedProposal } from './knowledge_api';

const LEAST_SIGNS = 10;

export interface About {
  kind: WantedProposal['kind'];
  articleId: string | null;
  /** Of the article that is to be corrected. */
  title: string;
  /** What was searched for. */
  question: string;
  callId: string | null;
}

export class Proposing {
  /** null: nothing is written. */
  about = $state.raw<About | null>(null);
  words = $state('');
  /** Was it tried to send too few words? */
  isTold = $state(false);
  isBusy = $state(false);
  failure = $state('');
  /** The last one that was begun has been sent. */
  isDone = $state(false);

  constructor(private readonly api: KnowledgeApi) {}

  readonly isTooShort = $derived.by(() => this.words.trim().length < LEAST_SIGNS);

  begin(about: About): void {
    this.about = about;
    this.words = about.question;
    this.isTold = this.isBusy = this.isDone = false;
    this.failure = '';
  }

  close(): void {
    this.about = null;
    this.words = this.failure = '';
    this.isTold = this.isBusy = false;
  }

  /** That it was sent is old news. */
  seen(): void {
    this.isDone = false;
  }

  async send(): Promise<void> {
    const { about } = this;
    this.isTold = true;
    if (about === null || this.isTooShort || this.isBusy) return;
    this.isBusy = true;
    this.failure = '';
    try {
      const words = this.words.trim();
      await this.api.propose({ kind: about.kind, article_id: about.articleId, words, call_id: about.callId });
    } catch (error) {
      if (about !== this.about) return;
      this.failure = sentenceOf(error, t.knowledge.proposal.failed);
      this.isBusy = false;
      return;
    }
    // For the editors' counts only; what was proposed is with them already.
    if (about.kind === 'question' && about.question) this.api.noAnswer(about.question).catch(() => undefined);
    if (about !== this.about) return;
    this.close();
    this.isDone = true;
  }
}

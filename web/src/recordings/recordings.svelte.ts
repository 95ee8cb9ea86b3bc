/** The recordings that are shown, and the one that is opened. */
import { ApiError, sentenceOf } from '../api/client';
import { Pages } from '../api/pages.svelte';
import { t } from '../words';
import { EVERYTHING } from './filters';
import type { Ending, Peaks, Recording, RecordingDetail, RecordingFilter, RecordingsApi } from './recordings_api';

export type Asked = 'listen' | 'download' | Ending;

export class Recordings {
  readonly list: Pages<Recording>;
  opened = $state.raw<RecordingDetail | null>(null);
  /** Of the one that is opened or to be opened. */
  openState = $state<'none' | 'loading' | 'there' | 'failed'>('none');
  openFailure = $state('');
  /** The picture of the opened one, while a reason that was given holds. */
  peaks = $state.raw<Peaks | null>(null);
  /** Until when the opened one may be heard (ISO text); null: a reason is to be given, or the player has failed. */
  until = $state<string | null>(null);
  /** Where the player stands, in seconds: who gives a reason again goes on there. */
  position = $state(0);
  soundFailure = $state('');
  isBusy = $state(false);
  actFailure = $state('');
  /** What was done last. */
  done = $state('');
  #filter: RecordingFilter = EVERYTHING;
  #wanted: string | null = null;
  #round = 0;

  constructor(private readonly api: RecordingsApi) {
    this.list = new Pages((after) => api.list(this.#filter, after), () => t.recordings.failed);
  }

  async show(filter: RecordingFilter): Promise<void> {
    this.#filter = { ...filter };
    await this.list.load();
  }

  /** null: none. Looked at once, however often it is wanted: each look is written down. */
  async open(id: string | null): Promise<void> {
    if (id === this.#wanted && this.openState !== 'failed') return;
    this.#round += 1;
    this.#wanted = id;
    this.opened = null;
    this.peaks = null;
    this.until = null;
    this.position = 0;
    this.actFailure = this.done = this.openFailure = this.soundFailure = '';
    this.openState = id === null ? 'none' : 'loading';
    if (id !== null) await this.#view(id);
  }

  /** Opens the sound. Did it work? */
  async listen(reason: string): Promise<boolean> {
    return this.#act(async (id, isShown) => {
      const { until } = await this.api.listen(id, reason);
      if (!isShown()) return;
      this.until = until;
      await this.#draw(id);
    });
  }

  /** null: it did not work, and is told. */
  async download(reason: string): Promise<Blob | null> {
    let file: Blob | null = null;
    await this.#act(async (id, isShown) => {
      file = await this.api.download(id, reason);
      if (isShown()) this.done = t.recordings.done.download;
    });
    return file;
  }

  /** Takes back the consent, or destroys. Did it work? */
  async end(ending: Ending, reason: string): Promise<boolean> {
    return this.#act(async (id, isShown) => {
      const { is_pending } = await this.api.end(id, ending, reason);
      if (!isShown()) return;
      this.until = null;
      this.peaks = null;
      await this.#view(id);
      this.done = is_pending ? t.recordings.done.pending : t.recordings.done[ending];
    });
  }

  /** The player could not go on: the time may be over, or the recording gone. It does not begin anew by itself, also
   * while the reason holds: what fails at once would fail, and be looked at, for ever. */
  async soundFailed(): Promise<void> {
    const id = this.#wanted;
    if (id === null) return;
    this.until = null;
    this.peaks = null;
    this.soundFailure = t.recordings.player.failed;
    await this.#view(id, false);
  }

  /** Once more, by a reason that still holds. */
  async again(): Promise<void> {
    if (this.opened === null || this.opened.listening_until === null) return;
    this.soundFailure = '';
    this.until = this.opened.listening_until;
    await this.#draw(this.opened.id);
  }

  /** `isShown`: is that recording still the one that is opened? */
  async #act(work: (id: string, isShown: () => boolean) => Promise<void>): Promise<boolean> {
    const id = this.opened?.id;
    if (id === undefined || this.isBusy) return false;
    const round = this.#round;
    this.isBusy = true;
    this.actFailure = this.done = this.soundFailure = '';
    try {
      await work(id, () => round === this.#round);
      return true;
    } catch (error) {
      if (round !== this.#round) return false;
      this.actFailure = sentenceOf(error, t.recordings.notDone);
      if (error instanceof ApiError && error.code === 'recording_gone') {
        this.until = null;
        this.peaks = null;
        await this.#view(id);
      }
      return false;
    } finally {
      this.isBusy = false;
    }
  }

  /** `mayGoOn`: a reason that was given before opens the player again. */
  async #view(id: string, mayGoOn = true): Promise<void> {
    const round = this.#round;
    try {
      const found = await this.api.view(id);
      if (round !== this.#round) return;
      this.opened = found;
      this.openState = 'there';
      if (this.list.rows.some((each) => each.id === id)) this.list.put(found, (each) => each.id === id);
      if (!mayGoOn) return;
      // After a reload of the page the reason of before still holds.
      this.until = found.state === 'packed' ? found.listening_until : null;
      if (this.until !== null && this.peaks === null) await this.#draw(id);
    } catch (error) {
      if (round !== this.#round) return;
      this.openFailure = sentenceOf(error, t.recordings.failed);
      if (this.opened === null) this.openState = 'failed';
    }
  }

  /** Without a picture the sound is heard all the same. */
  async #draw(id: string): Promise<void> {
    const round = this.#round;
    try {
      const peaks = await this.api.peaks(id);
      if (round === this.#round) this.peaks = peaks;
    } catch {
      if (round === this.#round) this.peaks = null;
    }
  }
}

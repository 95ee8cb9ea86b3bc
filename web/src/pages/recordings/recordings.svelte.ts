/** The recordings that are shown, and the one that is opened. */
import { ApiError } from '../../api/client';
import { Opened } from '../../data/opened.svelte';
import { Pages } from '../../data/pages.svelte';
import { t } from '../../words';
import type { Ending, Peaks, Recording, RecordingDetail, RecordingFilter, RecordingsApi, Whose } from './recordings_api';

export type Asked = 'listen' | 'download' | Ending;

export class Recordings {
  readonly list: Pages<Recording>;
  /** Whose are wanted; it goes with the page. */
  whose = $state.raw<Whose>({ number: '', client: null });
  readonly opened: Opened<RecordingDetail>;
  /** The picture of the opened one, while a reason that was given holds. */
  peaks = $state.raw<Peaks | null>(null);
  /** Until when the opened one may be heard (ISO text); null: a reason is to be given, or the player has failed. */
  until = $state<string | null>(null);
  /** Where the player stands, in seconds: who gives a reason again goes on there. */
  position = $state(0);
  soundFailure = $state('');
  /** What was done last. */
  done = $state('');

  constructor(
    private readonly api: RecordingsApi,
    filter: () => RecordingFilter,
  ) {
    this.list = new Pages(
      (after) => api.list(filter(), this.whose, after),
      () => t.recordings.notLoaded,
    );
    this.opened = new Opened(
      (id) => api.view(id),
      () => t.recordings.notOpened,
    );
  }

  /** null: none. Looked at once, however often it is wanted: each look is written down. */
  async open(id: string | null): Promise<void> {
    if (id !== this.opened.id) {
      this.#silence();
      this.position = 0;
      this.done = '';
    }
    if (await this.opened.open(id)) await this.#seen(id);
  }

  /** Opens the sound. Raises ApiError. */
  async listen(reason: string): Promise<void> {
    await this.#act(async (id) => {
      const { until } = await this.api.listen(id, reason);
      if (id !== this.opened.id) return;
      this.until = until;
      await this.#draw(id);
    });
  }

  /** Raises ApiError. */
  async download(reason: string): Promise<Blob> {
    return this.#act(async (id) => {
      const file = await this.api.download(id, reason);
      if (id === this.opened.id) this.done = t.recordings.done.download;
      return file;
    });
  }

  /** Takes back the consent, or destroys. Raises ApiError. */
  async end(ending: Ending, reason: string): Promise<void> {
    await this.#act(async (id) => {
      const { is_pending } = await this.api.end(id, ending, reason);
      if (id !== this.opened.id) return;
      this.#silence();
      await this.#look(id);
      this.done = is_pending ? t.recordings.done.pending : t.recordings.done[ending];
    });
  }

  /** The player could not go on: the time may be over, or the recording gone. It does not begin anew by itself, also
   * while the reason holds: what fails at once would fail, and be looked at, for ever. */
  async soundFailed(): Promise<void> {
    const id = this.opened.id;
    if (id === null) return;
    this.#silence();
    this.soundFailure = t.recordings.player.failed;
    await this.#look(id, false);
  }

  /** Once more, by a reason that still holds. */
  async again(): Promise<void> {
    const { id, value } = this.opened;
    if (id === null || value === null || value.listening_until === null) return;
    this.soundFailure = '';
    this.until = value.listening_until;
    await this.#draw(id);
  }

  async #act<T>(work: (id: string) => Promise<T>): Promise<T> {
    const { id } = this.opened;
    if (id === null) throw new ApiError('error', t.ui.notDone);
    this.done = this.soundFailure = '';
    try {
      return await work(id);
    } catch (error) {
      if (id === this.opened.id && error instanceof ApiError && error.code === 'recording_gone') {
        this.#silence();
        await this.#look(id);
      }
      throw error;
    }
  }

  async #look(id: string, mayGoOn = true): Promise<void> {
    await this.opened.again();
    await this.#seen(id, mayGoOn);
  }

  /** `mayGoOn`: a reason that was given before opens the player again. */
  async #seen(id: string | null, mayGoOn = true): Promise<void> {
    const found = this.opened.value;
    if (found === null || id !== this.opened.id) return;
    if (this.list.rows.some((each) => each.id === id)) this.list.put(found, (each) => each.id === id);
    if (!mayGoOn) return;
    // After a reload of the page the reason of before still holds.
    this.until = found.state === 'packed' ? found.listening_until : null;
    if (this.until !== null && this.peaks === null) await this.#draw(found.id);
  }

  /** Without a picture the sound is heard all the same. */
  async #draw(id: string): Promise<void> {
    const peaks = await this.api.peaks(id).catch(() => null);
    if (id === this.opened.id) this.peaks = peaks;
  }

  #silence(): void {
    this.until = null;
    this.peaks = null;
    this.soundFailure = '';
  }
}

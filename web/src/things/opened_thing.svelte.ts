/** A thing that is being changed, and whose version that is: what somebody else saves meanwhile is not written over. */
import type { LastChange, KeepingApi, Subject } from './things_api';

export class OpenedThing<T> {
  thing = $state.raw<T | null>(null);
  /** Who changed it last; undefined: nobody of the staff. */
  last = $state.raw<LastChange | undefined>(undefined);

  constructor(
    private readonly subject: Subject,
    private readonly ask: (id: string) => Promise<T>,
    private readonly keeping: Pick<KeepingApi, 'last'>,
  ) {}

  /** For `If-Match`. */
  get version(): number {
    return this.last?.version ?? 0;
  }

  /** As it stands now. Raises ApiError. */
  async read(id: string): Promise<void> {
    // The version first: what is read after it is at least as new, so nobody's change is written over.
    const versions = await this.keeping.last(this.subject);
    this.thing = await this.ask(id);
    this.last = versions.get(id);
  }

  close(): void {
    this.thing = null;
  }
}

/** How far this browser is with the activation of an account. Its secret is in a cookie that no script can read. */
import { ApiError } from '../../api/client';
import type { ActivationApi } from './activation_api';

/** `over`: there was a number, and it is too old or void. `done`: the password is set. */
export type Step = 'asking' | 'name' | 'waiting' | 'over' | 'confirmed' | 'done';

export class Activation {
  step = $state<Step>('asking');
  username = $state('');
  number = $state('');
  expiresAt = $state('');

  constructor(private readonly api: ActivationApi) {}

  /** Ask the server how far it is; without an answer nothing changes but the first look. */
  async look(): Promise<void> {
    let now;
    try {
      now = await this.api.now();
    } catch {
      if (this.step === 'asking') this.step = 'name';
      return;
    }
    if (this.step === 'done') return;
    if (now.state === 'none') {
      this.step = this.step === 'asking' || this.step === 'name' ? 'name' : 'over';
      return;
    }
    this.step = now.state;
    this.username = now.username ?? '';
    this.number = now.number ?? '';
    this.expiresAt = now.expires_at ?? '';
  }

  /** Raises ApiError. */
  async begin(username: string): Promise<void> {
    const begun = await this.api.begin(username);
    this.username = username;
    this.number = begun.number;
    this.expiresAt = begun.expires_at;
    this.step = 'waiting';
  }

  /** Begin with another name, or anew. */
  again(): void {
    this.step = 'name';
  }

  /** Raises ApiError; when it is too late for a password, the step says so, too. */
  async setPassword(password: string): Promise<void> {
    try {
      await this.api.setPassword(password);
    } catch (error) {
      if (error instanceof ApiError && error.code === 'activation_over') this.step = 'over';
      throw error;
    }
    this.step = 'done';
  }
}

/** A version of a scenario that answers a share of the calls first. Failures are ApiErrors. */
import { api, ApiError, said, type Schema } from '../../api/client';

export type Canary = Schema['CanaryOut'];
export type CanaryWish = Schema['CanaryIn'];

export interface CanaryApi {
  /** The one under way, or the last one; null: there was none. */
  last(name: string): Promise<Canary | null>;
  /** It comes for all calls. */
  complete(name: string, reason: string): Promise<Canary>;
  /** It is taken back. */
  stop(name: string, reason: string): Promise<Canary>;
}

const at = (name: string) => ({ params: { path: { name } } });

export const webCanaryApi: CanaryApi = {
  async last(name) {
    try {
      return await said(api.GET('/api/scenarios/{name}/canary', at(name)));
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not_found') throw error;
      return null;
    }
  },
  complete: (name, reason) => said(api.POST('/api/scenarios/{name}/canary/complete', { ...at(name), body: { reason } })),
  stop: (name, reason) => said(api.POST('/api/scenarios/{name}/canary/stop', { ...at(name), body: { reason } })),
};

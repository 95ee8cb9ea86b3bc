/** Topics of calls. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { onVersion, type ThingsApi } from '../../things/things_api';

export type Topic = Schema['StoredTopic'];

export interface TopicSent {
  title: string;
  /** null: as its title. */
  whispered: string | null;
  /** NaN: as before, a new one last. */
  place: number;
}

const of = (topic: string) => ({ params: { path: { topic } } });

export const webTopicsApi: ThingsApi<Topic, TopicSent> = {
  all: () => said(api.GET('/api/topics', { params: { query: { deactivated: true } } })),
  save: (topic, { title, whispered, place }, version) =>
    said(
      api.PUT('/api/topics/{topic}', {
        params: { path: { topic }, header: onVersion(version) },
        body: { title, whispered: whispered ?? title, place: Number.isNaN(place) ? null : place },
      }),
    ),
  close: (topic) => said(api.POST('/api/topics/{topic}/deactivate', of(topic))),
  restore: (topic) => said(api.POST('/api/topics/{topic}/restore', of(topic))),
};

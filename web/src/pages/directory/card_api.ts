/** The card of an office or branch: how it is reached. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';
import { onVersion } from '../../things/things_api';

export type PlaceCard = Schema['PlaceCardOut'];
export type CardSent = Required<Schema['PlaceCardIn']>;

export interface CardApi {
  /** `place`: the code of an office, or the id of a branch. */
  read(place: string): Promise<PlaceCard>;
  /** Raises ApiError: `stale_version` if somebody else has changed it since `version`. */
  save(place: string, sent: CardSent, version: number): Promise<PlaceCard>;
}

export const webCardApi: CardApi = {
  read: (place) => said(api.GET('/api/contact-directory/cards/{place}', { params: { path: { place } } })),
  save: (place, body, version) => said(api.PUT('/api/contact-directory/cards/{place}', { params: { path: { place }, header: onVersion(version) }, body })),
};

/** Job offers, as the web service finds them. Failures are ApiErrors. */
import { api, said, type Schema } from '../../api/client';

export type Offer = Schema['OfferOut'];
export type OfferDetails = Schema['OfferDetails'];
export type OfferSearch = Omit<Schema['OfferSearchIn'], 'limit' | 'offset'>;
export type Gmina = Schema['GminaOut'];

export interface FoundOffers {
  offers: Offer[];
  /** At most `COUNTED`, which means that many or more. */
  total: number;
}

export interface OffersApi {
  /** From the offset on; `most`: how many. */
  search(wanted: OfferSearch, offset: number, most: number): Promise<FoundOffers>;
  /** By the office's code. */
  counts(wanted: OfferSearch): Promise<Record<string, number>>;
  view(id: string): Promise<OfferDetails>;
  gminas(): Promise<Gmina[]>;
}

/** The web service counts and tells no more. */
export const COUNTED = 1000;

export const webOffersApi: OffersApi = {
  search: (wanted, offset, limit) => said(api.POST('/api/offers/search', { body: { ...wanted, offset, limit } })),
  counts: async (wanted) => (await said(api.POST('/api/offers/counties', { body: { ...wanted, limit: 1, offset: 0 } }))).offices,
  view: (id) => said(api.GET('/api/offers/{offer_id}', { params: { path: { offer_id: id } } })),
  gminas: () => said(api.GET('/api/gminas')),
};

/** Values of a client as people say them: countries, languages, gminas and addresses instead of their codes. Pure. */
import { dayOnly, telephone } from '../time/format';
import { t, word } from '../words';
import type { ClientView, CorrectedField, Gmina } from './client_api';

type ContactData = NonNullable<ClientView['contact_data']>;

/** Of most clients first; whoever has another citizenship is told by the office itself. */
const COUNTRIES = 'PL UA BY LT RU GE MD AM AZ AT BE BG CY CZ DE DK EE ES FI FR GB GR HR HU IE IN IT KG KZ LU LV MT NL NO NP PH PT RO SE SI SK TJ TR UZ VN';

/** "Ukraina" of "UA"; what is no such code is shown as it stands. */
export function country(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (new Intl.DisplayNames(t.client.locale, { type: 'region', fallback: 'none' }).of(code) ?? code) : code;
}

export function countries(): { value: string; label: string }[] {
  return COUNTRIES.split(' ').map((code) => ({ value: code, label: country(code) }));
}

export function language(code: string): string {
  if (code in t.client.languages) return word(t.client.languages, code);
  return /^[a-z]{2}$/.test(code) ? (new Intl.DisplayNames(t.client.locale, { type: 'language', fallback: 'none' }).of(code) ?? code) : code;
}

/** The name; of a gmina outside the province only the code is known. */
export function gminaOf(place: { gmina: string | null; gmina_name: string | null }): string {
  return place.gmina_name ?? (place.gmina === null ? '' : t.client.elsewhere(place.gmina));
}

/** "Kolno, gmina wiejska": a town and the villages around it may have one name. */
export function gminaLabel(gmina: Gmina): string {
  return `${gmina.name}, ${t.client.gminaKinds[gmina.kind]}`;
}

/** "Wojska Polskiego 5, 18-500 Kolno" of what is known of it; the name is that of the gmina. */
export function addressOf(contact: ContactData): string {
  const street = [contact.street, contact.house].filter(Boolean).join(' ');
  return [street, contact.postal_code].filter(Boolean).join(', ');
}

/** The value of a field that can be corrected. */
export function valueOf(field: CorrectedField, value: string, gminas: readonly Gmina[]): string {
  if (field === 'citizenship') return country(value);
  if (field === 'language') return language(value);
  if (field === 'birth_date') return dayOnly(value) || value;
  if (field === 'phone' || field === 'sms_number') return telephone(value);
  if (field !== 'gmina') return value;
  const found = gminas.find((gmina) => gmina.teryt === value);
  return found ? gminaLabel(found) : t.client.elsewhere(value);
}

/** What stands on the card in a field that can be corrected; null: nothing, or it may not be seen. */
export function presentValue(view: ClientView, field: CorrectedField): string | null {
  const { identity, contact_data: contact } = view;
  const values: Partial<Record<string, string | null>> = { ...identity, ...contact };
  return values[field] ?? null;
}

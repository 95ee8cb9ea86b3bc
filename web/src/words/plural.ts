/** Forms of a counted noun. */
export interface Forms {
  one: string;
  few: string;
  many: string;
}

const rules = { pl: new Intl.PluralRules('pl'), en: new Intl.PluralRules('en'), uk: new Intl.PluralRules('uk') };

/** `plural('pl', 3, {one: 'rozmowa', few: 'rozmowy', many: 'rozmów'})` is "3 rozmowy". */
export function plural(language: keyof typeof rules, count: number, forms: Forms): string {
  const rule = rules[language].select(count);
  const form = rule === 'one' ? forms.one : rule === 'few' ? forms.few : forms.many;
  return `${count} ${form}`;
}

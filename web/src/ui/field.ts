/** What a field of a form knows of itself (`blocks/form` makes them); the parts of `ui` draw it. */
export interface FieldState<V> {
  value: V;
  /** What is wrong with it; empty: nothing. */
  readonly problem: string;
  readonly isRequired: boolean;
  /** Signs at most. */
  readonly most?: number;
  /** Where it is drawn and what it is called there: the summary of a form leads to it. */
  id: string;
  label: string;
}

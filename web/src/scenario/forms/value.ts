/** What every part that draws a value is given. */
import type { Kind } from '../kinds';
import type { Renamed } from './settings';
import type { Shape, ShapeOf } from './shape';

export interface ValueProps<T extends Shape['type'] = Shape['type']> {
  label: string;
  help?: string;
  /** What the server says of it; empty: nothing. */
  error?: string;
  shape: ShapeOf<T>;
  /** undefined: nothing is set, the usual one holds. */
  value: unknown;
  onchange: (value: unknown, renamed?: Renamed) => void;
  /** The label is there for screen readers only. */
  isLabelUnseen?: boolean;
  /** The outcomes that this setting names, if it names any. */
  source?: Kind['outcomes_from'][number];
}

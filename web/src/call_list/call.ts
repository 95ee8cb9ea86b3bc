/** A call as every list of calls has it. */
import type { Schema } from '../api/client';

export type Call = Schema['CallOut'];
/** Which calls are wanted, whenever they came in. */
export type CallsOnly = Schema['CallsOnly'];
export type CallOrder = NonNullable<Schema['ReportCallsQuestion']['order']>;

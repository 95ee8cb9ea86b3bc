import { plural } from '../plural';
import type { scenario_outline as pl } from '../pl/scenario_outline';

/** A scenario as a list, and finding a node in it. */
export const scenario_outline: typeof pl = {
  label: 'The scenario as a list',
  help: 'Nodes stand in the order of a call. Enter opens a node and Escape comes back to the list, arrows lead through the list, Delete removes, Ctrl+C and Ctrl+V copy and paste.',
  empty: 'This scenario has no node yet. The first one that is added is its start.',
  apart: 'Nodes to which nothing leads',
  find: {
    label: 'Find a node',
    none: 'There is no such node.',
    found: (n: number) => `Found: ${n}.`,
  },
  add: 'Add a node',
  addHelp: 'It stands apart until something leads to it.',
  row: (number: number, node: string) => `${number}. ${node}`,
  select: (node: string) => `Select: ${node}`,
  start: 'Start',
  here: 'The call is here',
  lit: 'On the way of the call',
  marks: { added: 'New', removed: 'Removed', changed: 'Changed', moved: 'Moved' },
  findings: (errors: number, warnings: number) =>
    [
      errors > 0 ? plural('en', errors, { one: 'error', few: 'errors', many: 'errors' }) : '',
      warnings > 0 ? plural('en', warnings, { one: 'warning', few: 'warnings', many: 'warnings' }) : '',
    ]
      .filter(Boolean)
      .join(', '),
  heat: {
    live: (n: number) => `${plural('en', n, { one: 'caller', few: 'callers', many: 'callers' })} now`,
    entered: (n: number) => plural('en', n, { one: 'call', few: 'calls', many: 'calls' }),
    hungUp: (n: number) => plural('en', n, { one: 'hang-up', few: 'hang-ups', many: 'hang-ups' }),
  },
  time: (time: string) => `announcements ${time}`,
  ways: {
    label: (node: string) => `Ways on: ${node}`,
    to: (number: number, node: string) => `${number}. ${node}`,
    back: (number: number, node: string) => `back to ${number}. ${node}`,
    goTo: (outcome: string, node: string) => `${outcome}: go to ${node}`,
    missing: 'nowhere',
    strange: (node: string) => `${node} (there is no such node)`,
    connect: 'Connect',
    connectOf: (outcome: string, node: string) => `Connect: ${outcome}, ${node}`,
    change: 'Change',
    changeOf: (outcome: string, node: string) => `Change: ${outcome}, ${node}`,
    where: (outcome: string) => `Where to: ${outcome}`,
    final: 'The call ends here.',
  },
  acts: {
    label: 'More',
    labelOf: (node: string) => `More: ${node}`,
    start: 'Begin with this node',
    duplicate: 'Duplicate',
    copy: 'Copy',
    paste: 'Paste',
    remove: 'Remove',
    copySelected: (n: number) => `Copy the selected (${n})`,
    removeSelected: (n: number) => `Remove the selected (${n})`,
  },
  said: {
    added: (node: string) => `Node ${node} was added.`,
    removed: (nodes: string) => `Removed: ${nodes}. Ctrl+Z takes it back.`,
    copied: (n: number) => `Copied: ${plural('en', n, { one: 'node', few: 'nodes', many: 'nodes' })}.`,
    pasted: (nodes: string) => `Pasted: ${nodes}.`,
    nothing: 'There is nothing to paste: no node was copied.',
    connected: (outcome: string, node: string) => `“${outcome}” leads to ${node}.`,
    disconnected: (outcome: string) => `“${outcome}” leads nowhere.`,
  },
};

import { call } from './client';
import type { Json } from '../graph/definition';
import type { HistoryEvent } from '../execution/history';

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor?: string;
}

export interface StateMachineItem {
  readonly name: string;
  readonly type: 'STANDARD' | 'EXPRESS';
  readonly creationDate: string;
}

export interface StateMachine extends StateMachineItem {
  readonly stateMachineArn: string;
  readonly definition: Json;
  readonly roleArn?: string;
  readonly description?: string;
}

export const STATUSES = [
  'RUNNING',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'ABORTED',
  'PENDING_REDRIVE',
] as const;
export type Status = (typeof STATUSES)[number];

export interface ExecutionItem {
  readonly name: string;
  readonly status: Status;
  readonly startDate: string;
  readonly stopDate?: string;
}

export interface Execution extends ExecutionItem {
  readonly executionArn: string;
  readonly stateMachineArn: string;
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  readonly redriveCount?: number;
  readonly redriveStatus?: string;
}

const PAGE = 50;
const HISTORY_PAGE = 1000;

function query(parameters: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parameters).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '',
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

const machinePath = (name: string): string => `/state-machines/${encodeURIComponent(name)}`;

const executionPath = (machine: string, name: string): string =>
  `/executions/${encodeURIComponent(machine)}/${encodeURIComponent(name)}`;

export const listStateMachines = (cursor?: string): Promise<Page<StateMachineItem>> =>
  call('GET', `/state-machines${query({ limit: String(PAGE), cursor })}`);

export const getStateMachine = (name: string): Promise<StateMachine> =>
  call('GET', machinePath(name));

export const listExecutions = (
  machine: string,
  status?: string,
  cursor?: string,
): Promise<Page<ExecutionItem>> =>
  call('GET', `${machinePath(machine)}/executions${query({ limit: String(PAGE), status, cursor })}`);

export const startExecution = (machine: string, input: Json): Promise<Execution> =>
  call('POST', `${machinePath(machine)}/executions`, { input });

export const getExecution = (machine: string, name: string): Promise<Execution> =>
  call('GET', executionPath(machine, name));

/** The definition that an execution runs, which need not be its state machine's latest. */
export const getExecutedMachine = (machine: string, name: string): Promise<StateMachine> =>
  call('GET', `${executionPath(machine, name)}/state-machine`);

export const stopExecution = (machine: string, name: string): Promise<unknown> =>
  call('POST', `${executionPath(machine, name)}/stop`, {});

export const redriveExecution = (machine: string, name: string): Promise<unknown> =>
  call('POST', `${executionPath(machine, name)}/redrive`, {});

/** All events of an execution, page by page. */
export async function getHistory(machine: string, name: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<HistoryEvent> = await call(
      'GET',
      `${executionPath(machine, name)}/history${query({ limit: String(HISTORY_PAGE), cursor })}`,
    );
    events.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return events;
}

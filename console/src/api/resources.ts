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

/** What the server says about a definition; `location` is a JSON pointer into it. */
export interface Finding {
  readonly severity: 'ERROR' | 'WARNING';
  readonly code: string;
  readonly message: string;
  readonly location?: string;
}

export const validate = (definition: Json, type: string): Promise<{ readonly diagnostics: readonly Finding[] }> =>
  call('POST', '/definitions/validate', { definition, type });

export const createStateMachine = (name: string, type: string, definition: Json): Promise<unknown> =>
  call('POST', '/state-machines', { name, type, definition });

/** @param version its description, where the new revision is to be published as a version */
export const saveStateMachine = (name: string, definition: Json, version?: string): Promise<unknown> =>
  call('PUT', machinePath(name), {
    definition,
    ...(version === undefined ? {} : { publish: true, ...(version === '' ? {} : { versionDescription: version }) }),
  });

export interface VersionItem {
  readonly stateMachineVersionArn: string;
  readonly creationDate: string;
}

export const listVersions = (name: string): Promise<Page<VersionItem>> =>
  call('GET', `${machinePath(name)}/versions${query({ limit: '1000' })}`);

export const getVersion = (name: string, version: string): Promise<StateMachine> =>
  call('GET', `${machinePath(name)}/versions/${version}`);

export interface Alias {
  readonly name: string;
  readonly description?: string;
  readonly routes: readonly { readonly version: number; readonly weight: number }[];
  readonly updateDate?: string;
}

/** All aliases of a state machine with what they lead to. */
export async function listAliases(name: string): Promise<readonly Alias[]> {
  const page: Page<{ readonly stateMachineAliasArn: string }> = await call(
    'GET',
    `${machinePath(name)}/aliases${query({ limit: '1000' })}`,
  );
  return Promise.all(
    page.items.map(({ stateMachineAliasArn }) => {
      const alias = stateMachineAliasArn.slice(stateMachineAliasArn.lastIndexOf(':') + 1);
      return call<Alias>('GET', `${machinePath(name)}/aliases/${encodeURIComponent(alias)}`);
    }),
  );
}

export interface MapRun {
  readonly mapRunArn: string;
  readonly status: string;
  readonly startDate: string;
  readonly maxConcurrency?: number;
  readonly itemCounts: Counts;
  readonly executionCounts: Counts;
}

export interface Counts {
  readonly pending: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly timedOut: number;
  readonly aborted: number;
  readonly total: number;
}

/** The Map runs of an execution with their counts. */
export async function listMapRuns(machine: string, name: string): Promise<readonly MapRun[]> {
  const page: Page<{ readonly mapRunArn: string }> = await call(
    'GET',
    `${executionPath(machine, name)}/map-runs${query({ limit: '100' })}`,
  );
  return Promise.all(
    page.items.map(({ mapRunArn }) => {
      const [owner = '', id = ''] = mapRunArn.split(':mapRun:')[1]?.split(':') ?? [];
      return call<MapRun>(
        'GET',
        `/map-runs/${owner.split('/').map(encodeURIComponent).join('/')}/${encodeURIComponent(id)}`,
      );
    }),
  );
}

export const sendTaskSuccess = (taskToken: string, output: Json): Promise<unknown> =>
  call('POST', '/tasks/success', { taskToken, output });

export const sendTaskFailure = (taskToken: string, error: string, cause: string): Promise<unknown> =>
  call('POST', '/tasks/failure', { taskToken, error, cause });

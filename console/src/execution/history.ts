import type { Json } from '../graph/definition';

/** An event as the REST API shows it (reference: history-events.md). */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  readonly timestamp: string;
  readonly details?: { readonly [name: string]: Json };
}

export type VisitStatus = 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted';

/** One time that a state was entered. */
export interface Visit {
  /** The id of the event that entered it. */
  readonly id: number;
  readonly name: string;
  readonly type: string;
  status: VisitStatus;
  readonly enteredAt: string;
  exitedAt: string | null;
  readonly input: Json;
  output: Json;
  error: string | null;
  cause: string | null;
  /** How often its task was tried; 0 for states without one. */
  attempts: number;
  /** The type of its latest event. */
  lastEvent: string;
  lastAt: string;
  /** What its task calls, with the pattern, e.g. `sendMessage.waitForTaskToken`; empty where it calls nothing. */
  resource: string;
}

const FAILURES = /(?:Failed|TimedOut|Aborted)$/u;
const SCHEDULED = /^(?:Task|LambdaFunction|Activity)Scheduled$/u;
const ENDED_BADLY = /^Execution(?:Failed|TimedOut|Aborted)$/u;

function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** What an execution went through, in the order in which its states were entered. */
export function visitsOf(events: readonly HistoryEvent[]): Visit[] {
  const visits: Visit[] = [];
  /** The visit that each event belongs to, by the event's id. */
  const lines = new Map<number, Visit>();
  for (const event of events) {
    if (event.type.endsWith('StateEntered')) {
      const visit = entered(event);
      visits.push(visit);
      lines.set(event.id, visit);
      continue;
    }
    const visit = belongsTo(event, visits, lines);
    if (visit !== undefined && visit.exitedAt === null) {
      lines.set(event.id, visit);
      follow(visit, event);
    }
    if (ENDED_BADLY.test(event.type)) {
      endAll(visits, event);
    }
  }
  return visits;
}

/** A state with branches or iterations is left after an event of one of them: its name tells which it is. */
function belongsTo(
  event: HistoryEvent,
  visits: readonly Visit[],
  lines: ReadonlyMap<number, Visit>,
): Visit | undefined {
  const line = lines.get(event.previousEventId);
  const name = text(event.details?.['name']);
  if (!event.type.endsWith('StateExited') || name === null || line?.name === name) {
    return line;
  }
  return visits.findLast((visit) => visit.name === name && visit.exitedAt === null);
}

function entered(event: HistoryEvent): Visit {
  return {
    id: event.id,
    name: text(event.details?.['name']) ?? '',
    type: event.type.slice(0, -'StateEntered'.length),
    status: 'running',
    enteredAt: event.timestamp,
    exitedAt: null,
    input: event.details?.['input'] ?? null,
    output: null,
    error: null,
    cause: null,
    attempts: 0,
    lastEvent: event.type,
    lastAt: event.timestamp,
    resource: '',
  };
}

function follow(visit: Visit, event: HistoryEvent): void {
  visit.lastEvent = event.type;
  visit.lastAt = event.timestamp;
  visit.resource = text(event.details?.['resource']) ?? visit.resource;
  if (event.type.endsWith('StateExited')) {
    // A state whose last word was an error is left by one of its Catch fields.
    visit.status = visit.error === null ? 'succeeded' : 'caught';
    visit.exitedAt = event.timestamp;
    visit.output = event.details?.['output'] ?? null;
  } else if (SCHEDULED.test(event.type)) {
    visit.attempts += 1;
    visit.error = null;
    visit.cause = null;
  } else if (FAILURES.test(event.type)) {
    visit.error = text(event.details?.['error']) ?? event.type;
    visit.cause = text(event.details?.['cause']);
  }
}

function endAll(visits: readonly Visit[], event: HistoryEvent): void {
  const failing = event.type === 'ExecutionAborted' ? undefined : lastOpen(visits);
  for (const visit of visits) {
    if (visit.exitedAt === null) {
      visit.exitedAt = event.timestamp;
      visit.status = visit === failing || visit.error !== null ? 'failed' : 'aborted';
    }
  }
  if (failing !== undefined && failing.error === null) {
    failing.error = text(event.details?.['error']);
    failing.cause = text(event.details?.['cause']);
  }
}

function lastOpen(visits: readonly Visit[]): Visit | undefined {
  return visits.findLast((visit) => visit.exitedAt === null);
}

const WORST_FIRST: readonly VisitStatus[] = ['failed', 'running', 'caught', 'aborted', 'succeeded'];

/** How each state is to be shown: what is worst of its visits, those that go on before those that are over. */
export function statusByState(visits: readonly Visit[]): ReadonlyMap<string, VisitStatus> {
  const found = new Map<string, VisitStatus>();
  for (const visit of visits) {
    const known = found.get(visit.name);
    if (known === undefined || WORST_FIRST.indexOf(visit.status) < WORST_FIRST.indexOf(known)) {
      found.set(visit.name, visit.status);
    }
  }
  return found;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A time span for people: `350 ms`, `2.5 s`, `3 min 4 s`, `2 d 3 h`. */
export function duration(millis: number): string {
  if (millis < SECOND) {
    return `${Math.max(0, Math.round(millis))} ms`;
  }
  if (millis < MINUTE) {
    return `${(millis / SECOND).toFixed(1).replace(/\.0$/u, '')} s`;
  }
  const [large, small, names] =
    millis < HOUR
      ? [MINUTE, SECOND, ['min', 's'] as const]
      : millis < DAY
        ? [HOUR, MINUTE, ['h', 'min'] as const]
        : [DAY, HOUR, ['d', 'h'] as const];
  const rest = Math.floor((millis % large) / small);
  return `${Math.floor(millis / large)} ${names[0]}${rest === 0 ? '' : ` ${rest} ${names[1]}`}`;
}

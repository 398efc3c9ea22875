import { bodyOf } from '../graph/bodies';
import { members, type Json } from '../graph/definition';
import { duration, type Visit } from './history';

/** Why an execution does not go on. */
export interface Reason {
  readonly state: string;
  readonly sentence: string;
  /** Whether somebody with the task token could answer for it. */
  readonly isToken: boolean;
}

const OUTER = new Set(['Parallel', 'Map']);

/**
 * What a running execution waits for, one reason for each state that is open and has nothing open within.
 *
 * @param now in milliseconds since 1970
 */
export function reasonsOf(visits: readonly Visit[], definition: Json, now: number): Reason[] {
  const open = visits.filter((visit) => visit.status === 'running');
  const inner = open.filter((visit) => !OUTER.has(visit.type));
  const waiting = inner.length > 0 ? inner : open;
  return waiting.map((visit) => ({
    state: visit.name,
    sentence: sentenceOf(visit, members(bodyOf(definition, visit.name)), now),
    isToken: isToken(visit),
  }));
}

function isToken({ resource, lastEvent, type }: Visit): boolean {
  return type === 'Task' && (resource.endsWith('.waitForTaskToken') || lastEvent.startsWith('Activity'));
}

function sentenceOf(visit: Visit, body: { readonly [name: string]: Json }, now: number): string {
  const since = `for ${duration(now - Date.parse(visit.lastAt))}`;
  switch (visit.type) {
    case 'Wait':
      return untilOf(visit, body);
    case 'Task':
      return taskOf(visit, since);
    case 'Map':
      return visit.lastEvent.startsWith('MapRun')
        ? `its Map run has gone on ${since}`
        : `its iterations have gone on ${since}`;
    default:
      return `it has gone on ${since}`;
  }
}

function untilOf(visit: Visit, body: { readonly [name: string]: Json }): string {
  const seconds = body['Seconds'];
  if (typeof seconds === 'number') {
    const until = new Date(Date.parse(visit.enteredAt) + seconds * 1000);
    return `a timer runs until ${until.toISOString()}`;
  }
  const timestamp = body['Timestamp'];
  return typeof timestamp === 'string' && !timestamp.includes('{%')
    ? `a timer runs until ${timestamp}`
    : 'a timer runs until the time that its data name';
}

function taskOf(visit: Visit, since: string): string {
  if (/(?:Failed|TimedOut)$/u.test(visit.lastEvent)) {
    return `it is tried again soon: attempt ${visit.attempts} ended with ${visit.error ?? 'an error'}`;
  }
  if (visit.lastEvent === 'ActivityScheduled') {
    return `no worker has asked for its activity ${since}`;
  }
  if (visit.lastEvent === 'ActivityStarted') {
    return `a worker has had its activity ${since}`;
  }
  if (visit.resource.endsWith('.waitForTaskToken')) {
    return `nobody has answered its task token ${since}`;
  }
  return visit.lastEvent === 'TaskSubmitted'
    ? `its job has run ${since}; the service is asked how it stands`
    : `its call has been under way ${since}`;
}

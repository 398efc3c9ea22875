import { describe, expect, it } from 'vitest';
import { visitsOf, type HistoryEvent } from './history';
import { reasonsOf } from './waiting';

const START = Date.parse('2026-01-01T00:00:00Z');

function events(...rows: readonly [string, { [name: string]: string }][]): HistoryEvent[] {
  return rows.map(([type, details], index) => ({
    id: index + 1,
    previousEventId: index,
    type,
    timestamp: new Date(START + index * 1000).toISOString(),
    details,
  }));
}

function sentence(definition: object, ...rows: readonly [string, { [name: string]: string }][]): string[] {
  const visits = visitsOf(events(['ExecutionStarted', {}], ...rows));
  return reasonsOf(visits, { States: definition } as never, START + 60_000).map((one) => one.sentence);
}

describe('why an execution waits', () => {
  it('tells timers', () => {
    expect(sentence({ W: { Type: 'Wait', Seconds: 90 } }, ['WaitStateEntered', { name: 'W' }])).toEqual([
      'a timer runs until 2026-01-01T00:01:31.000Z',
    ]);
    expect(
      sentence({ W: { Type: 'Wait', Timestamp: '2027-01-01T00:00:00Z' } }, ['WaitStateEntered', { name: 'W' }]),
    ).toEqual(['a timer runs until 2027-01-01T00:00:00Z']);
    expect(sentence({ W: { Type: 'Wait', SecondsPath: '$.s' } }, ['WaitStateEntered', { name: 'W' }])).toEqual([
      'a timer runs until the time that its data name',
    ]);
  });

  it('tells tokens, jobs, calls, workers and retries', () => {
    const task = { T: { Type: 'Task' } };
    const entered: [string, { [name: string]: string }] = ['TaskStateEntered', { name: 'T' }];
    const scheduled = (resource: string): [string, { [name: string]: string }] => ['TaskScheduled', { resource }];
    expect(
      sentence(task, entered, scheduled('publish.waitForTaskToken'), ['TaskStarted', {}], ['TaskSubmitted', {}]),
    ).toEqual(['nobody has answered its task token for 56 s']);
    expect(sentence(task, entered, scheduled('startJobRun.sync'), ['TaskSubmitted', {}])).toEqual([
      'its job has run for 57 s; the service is asked how it stands',
    ]);
    expect(sentence(task, entered, scheduled('invoke'), ['TaskStarted', {}])).toEqual([
      'its call has been under way for 57 s',
    ]);
    expect(sentence(task, entered, ['ActivityScheduled', {}])).toEqual([
      'no worker has asked for its activity for 58 s',
    ]);
    expect(sentence(task, entered, scheduled('invoke'), ['TaskFailed', { error: 'E' }])).toEqual([
      'it is tried again soon: attempt 1 ended with E',
    ]);
  });

  it('tells the innermost states alone, and nothing of what is over', () => {
    expect(
      sentence({}, ['ParallelStateEntered', { name: 'P' }], ['PassStateEntered', { name: 'A' }]),
    ).toHaveLength(1);
    expect(sentence({}, ['PassStateEntered', { name: 'A' }], ['PassStateExited', { name: 'A' }])).toEqual([]);
  });
});

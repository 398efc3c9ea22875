import { describe, expect, it } from 'vitest';
import { duration, statusByState, visitsOf, type HistoryEvent } from './history';
import type { Json } from '../graph/definition';

function events(...rows: [string, number, { [name: string]: Json }?][]): HistoryEvent[] {
  return rows.map(([type, previousEventId, details], index) => ({
    id: index + 1,
    previousEventId,
    type,
    timestamp: `2026-01-01T00:00:0${index}.000Z`,
    ...(details === undefined ? {} : { details }),
  }));
}

describe('the states of an execution', () => {
  it('are those that were entered and left', () => {
    const visits = visitsOf(
      events(
        ['ExecutionStarted', 0],
        ['PassStateEntered', 0, { name: 'A', input: { n: 1 } }],
        ['PassStateExited', 2, { name: 'A', output: { n: 2 } }],
        ['ExecutionSucceeded', 3],
      ),
    );
    expect(visits).toMatchObject([
      { name: 'A', type: 'Pass', status: 'succeeded', input: { n: 1 }, output: { n: 2 } },
    ]);
  });

  it('count the attempts of a task, and fail with its last error', () => {
    const visits = visitsOf(
      events(
        ['ExecutionStarted', 0],
        ['TaskStateEntered', 0, { name: 'T' }],
        ['TaskScheduled', 2],
        ['TaskFailed', 3, { error: 'Once', cause: 'x' }],
        ['TaskScheduled', 4],
        ['TaskFailed', 5, { error: 'Twice', cause: 'y' }],
        ['ExecutionFailed', 6, { error: 'Twice', cause: 'y' }],
      ),
    );
    expect(visits).toMatchObject([
      { status: 'failed', attempts: 2, error: 'Twice', cause: 'y' },
    ]);
  });

  it('are caught where an error is followed by an exit', () => {
    const visits = visitsOf(
      events(
        ['ExecutionStarted', 0],
        ['TaskStateEntered', 0, { name: 'T' }],
        ['TaskScheduled', 2],
        ['TaskTimedOut', 3, { error: 'States.Timeout' }],
        ['TaskStateExited', 4, { name: 'T' }],
      ),
    );
    expect(statusByState(visits).get('T')).toBe('caught');
  });

  it('fail without an event of their own where the execution does', () => {
    const visits = visitsOf(
      events(
        ['ExecutionStarted', 0],
        ['FailStateEntered', 0, { name: 'F' }],
        ['ExecutionFailed', 2, { error: 'Own', cause: 'why' }],
      ),
    );
    expect(visits).toMatchObject([{ status: 'failed', error: 'Own', cause: 'why' }]);
  });

  it('are aborted, and none of them failed, where the execution was stopped', () => {
    const visits = visitsOf(
      events(
        ['ExecutionStarted', 0],
        ['WaitStateEntered', 0, { name: 'W' }],
        ['ExecutionAborted', 0],
      ),
    );
    expect(visits).toMatchObject([{ status: 'aborted', error: null }]);
  });

  it('are left after the last of their iterations', () => {
    const visits = visitsOf(
      events(
        ['ExecutionStarted', 0],
        ['MapStateEntered', 0, { name: 'M' }],
        ['MapStateStarted', 2],
        ['MapIterationStarted', 3, { name: 'M', index: 0 }],
        ['PassStateEntered', 4, { name: 'A' }],
        ['PassStateExited', 5, { name: 'A' }],
        ['MapIterationSucceeded', 6, { name: 'M', index: 0 }],
        ['MapStateSucceeded', 7],
        ['MapStateExited', 7, { name: 'M', output: [1] }],
      ),
    );
    expect(visits).toMatchObject([
      { name: 'M', status: 'succeeded', output: [1] },
      { name: 'A', status: 'succeeded' },
    ]);
  });

  it('show what is worst of several visits', () => {
    const visits = visitsOf(
      events(
        ['ExecutionStarted', 0],
        ['PassStateEntered', 0, { name: 'A' }],
        ['PassStateExited', 2, { name: 'A' }],
        ['PassStateEntered', 3, { name: 'A' }],
      ),
    );
    expect(statusByState(visits).get('A')).toBe('running');
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 ms'],
    [350, '350 ms'],
    [2500, '2.5 s'],
    [3000, '3 s'],
    [184_000, '3 min 4 s'],
    [3_600_000, '1 h'],
    [183_600_000, '2 d 3 h'],
  ])('of %d ms reads %s', (millis, text) => {
    expect(duration(millis)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { millisOf, pairsOf } from './compare';
import type { Visit } from './history';

const visit = (name: string, more: Partial<Visit> = {}): Visit => ({
  id: 1,
  name,
  type: 'Pass',
  status: 'succeeded',
  enteredAt: '2026-01-01T00:00:00Z',
  exitedAt: '2026-01-01T00:00:01Z',
  input: {},
  output: {},
  error: null,
  cause: null,
  attempts: 0,
  lastEvent: 'PassStateExited',
  lastAt: '2026-01-01T00:00:01Z',
  resource: '',
  ...more,
});

describe('comparing executions', () => {
  it('pairs states by name and time', () => {
    const pairs = pairsOf([visit('A'), visit('B'), visit('B')], [visit('A'), visit('B'), visit('C')]);
    expect(pairs.map(({ state, time, differences }) => [state, time, differences])).toEqual([
      ['A', 1, []],
      ['B', 1, []],
      ['B', 2, ['only in the first']],
      ['C', 1, ['only in the second']],
    ]);
  });

  it('tells what differs', () => {
    const [pair] = pairsOf(
      [visit('A', { output: { a: 1 }, attempts: 1 })],
      [visit('A', { output: { a: 2 }, status: 'failed', error: 'E', attempts: 2 })],
    );
    expect(pair?.differences).toEqual(['status', 'output', 'error', 'attempts']);
  });

  it('measures', () => {
    expect(millisOf(visit('A'))).toBe(1000);
    expect(millisOf(visit('A', { exitedAt: null }))).toBeNull();
    expect(millisOf(null)).toBeNull();
  });
});

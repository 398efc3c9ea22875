import { describe, expect, it } from 'vitest';
import { layout } from './layout';
import { directionOf, neighbourOf, type Direction } from './neighbour';

const graph = layout({
  StartAt: 'A',
  States: {
    A: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'B' }], Default: 'C' },
    B: { Type: 'Pass', Next: 'D' },
    C: { Type: 'Pass', Next: 'D' },
    D: { Type: 'Succeed' },
  },
});

const idOf = (name: string): string => graph.nodes.find((node) => node.name === name)?.id ?? '';
const next = (name: string, direction: Direction): string | undefined => neighbourOf(graph, idOf(name), direction)?.name;

describe('ways by the keys', () => {
  it('goes where the arrows point', () => {
    expect(['B', 'C']).toContain(next('A', 'down'));
    expect(next('B', 'down')).toBe('D');
    expect(next('D', 'up')).toMatch(/^[BC]$/u);
    const [left, right] = (graph.nodes.find(({ name }) => name === 'B')?.x ?? 0) < (graph.nodes.find(({ name }) => name === 'C')?.x ?? 0) ? ['B', 'C'] : ['C', 'B'];
    expect(next(left ?? '', 'right')).toBe(right);
    expect(next(right ?? '', 'left')).toBe(left);
  });

  it('begins with the first state, and stays where nothing is further', () => {
    expect(neighbourOf(graph, null, 'down')?.name).toBe('A');
    expect(next('D', 'down')).toBeUndefined();
    expect(directionOf('ArrowUp')).toBe('up');
    expect(directionOf('a')).toBeNull();
  });
});

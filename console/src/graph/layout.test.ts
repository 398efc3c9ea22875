import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { members, scopeOf, type Json, type Scope } from './definition';
import { layout, type Graph, type GraphNode, type Point } from './layout';

const CORPUS = join(import.meta.dirname, '../../../../shared/corpus');

const NESTED: Json = {
  StartAt: 'Each',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Both',
        States: {
          Both: {
            Type: 'Parallel',
            Branches: [
              { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } },
              {
                StartAt: 'B',
                States: { B: { Type: 'Wait', Seconds: 1, Next: 'C' }, C: { Type: 'Succeed' } },
              },
            ],
            Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Oops' }],
            End: true,
          },
          Oops: { Type: 'Fail' },
        },
      },
      Next: 'Which',
    },
    Which: {
      Type: 'Choice',
      Choices: [{ Variable: '$.n', NumericGreaterThan: 3, Next: 'Again' }],
      Default: 'Done',
    },
    Again: { Type: 'Pass', Next: 'Which' },
    Done: { Type: 'Succeed' },
  },
};

function definitions(): [string, Json][] {
  const own: [string, Json][] = [
    ['nested', NESTED],
    ['chain of 300', chain(300)],
  ];
  if (!existsSync(CORPUS)) {
    console.log('skipped: ../shared/corpus is not on this machine');
    return own;
  }
  const files = readdirSync(CORPUS, { recursive: true, encoding: 'utf8' });
  const found = files
    .filter((name) => name.endsWith('.json'))
    .map((name): [string, Json] => [name, JSON.parse(readFileSync(join(CORPUS, name), 'utf8'))])
    .filter(([, json]) => members(json)['States'] !== undefined);
  expect(found.length).toBeGreaterThan(50);
  return [...own, ...found];
}

function chain(length: number): Json {
  const states: { [name: string]: Json } = {};
  for (let i = 0; i < length; i++) {
    states[`S${i}`] =
      i === length - 1 ? { Type: 'Pass', End: true } : { Type: 'Pass', Next: `S${i + 1}` };
  }
  return { StartAt: 'S0', States: states };
}

function count(scope: Scope): number {
  return scope.states.reduce(
    (sum, state) => sum + 1 + state.scopes.reduce((inner, one) => inner + count(one), 0),
    0,
  );
}

function countEdges(scope: Scope): number {
  const names = new Set(scope.states.map((state) => state.name));
  const own = scope.transitions.filter((transition) => names.has(transition.to)).length;
  const ends = scope.states.filter((state) => state.isEnd).length;
  const starts = names.has(scope.startAt) ? 1 : 0;
  const inner = scope.states.flatMap((state) => state.scopes).map(countEdges);
  return inner.reduce((sum, one) => sum + one, own + ends + starts);
}

function overlap(a: GraphNode, b: GraphNode): boolean {
  return (
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
  );
}

/** Whether a piece of an edge goes through the inside of a node (Liang and Barsky's clipping). */
function crosses(from: Point, to: Point, node: GraphNode): boolean {
  const inset = 2;
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const sides: [number, number][] = [
    [-dx, from.x - (node.x + inset)],
    [dx, node.x + node.width - inset - from.x],
    [-dy, from.y - (node.y + inset)],
    [dy, node.y + node.height - inset - from.y],
  ];
  let [enter, leave] = [0, 1];
  for (const [p, q] of sides) {
    if (p === 0 && q < 0) {
      return false;
    }
    if (p < 0) {
      enter = Math.max(enter, q / p);
    } else if (p > 0) {
      leave = Math.min(leave, q / p);
    }
  }
  return enter < leave;
}

function strayEdges(graph: Graph): string[] {
  const found: string[] = [];
  for (const edge of graph.edges) {
    const others = graph.nodes.filter(
      (node) =>
        node.parent === edge.parent && node.id !== edge.source && node.id !== edge.target,
    );
    for (let i = 1; i < edge.points.length; i++) {
      const [from, to] = [edge.points[i - 1]!, edge.points[i]!];
      others
        .filter((node) => crosses(from, to, node))
        .forEach((node) => found.push(`${edge.id} through ${node.id}`));
    }
  }
  return found;
}

describe.each(definitions())('the picture of %s', (_, definition) => {
  const graph = layout(definition);
  const states = graph.nodes.filter((node) => node.kind === 'state' || node.kind === 'scope');

  it('shows every state once', () => {
    expect(states).toHaveLength(count(scopeOf(definition)));
    expect(new Set(graph.nodes.map((node) => node.id)).size).toBe(graph.nodes.length);
  });

  it('has no nodes over one another, and each inside of its parent', () => {
    const byId = new Map(graph.nodes.map((node) => [node.id, node]));
    graph.nodes.forEach((node, index) => {
      const over = graph.nodes
        .slice(index + 1)
        .filter((other) => other.parent === node.parent && overlap(node, other));
      expect(over.map((other) => `${node.id} over ${other.id}`)).toEqual([]);
      const parent = node.parent === null ? undefined : byId.get(node.parent);
      if (parent !== undefined) {
        expect(node.x).toBeGreaterThanOrEqual(parent.x);
        expect(node.x + node.width).toBeLessThanOrEqual(parent.x + parent.width + 0.5);
        expect(node.y + node.height).toBeLessThanOrEqual(parent.y + parent.height + 0.5);
      }
    });
  });

  it('leads no edge through a node', () => {
    expect(strayEdges(graph)).toEqual([]);
  });

  it('has an edge for every transition, beginning and end', () => {
    expect(graph.edges).toHaveLength(countEdges(scopeOf(definition)));
  });
});

describe('a collapsed scope', () => {
  it('is a node like others', () => {
    const graph = layout(NESTED, new Set(['Each']));
    expect(graph.nodes.map((node) => node.name)).toEqual([
      'Start',
      'Each',
      'Which',
      'Again',
      'Done',
      'End',
    ]);
  });
});

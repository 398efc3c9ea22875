import dagre from '@dagrejs/dagre';
import { route, type RankExtent } from './routing';
import { shortened, type Scope, type State, type TransitionKind } from './definition';
import type { Point } from './layout';

const STATE = { width: 180, height: 56 } as const;
const END_POINT = { width: 64, height: 32 } as const;
const HEADER = 40;
const PADDING = 20;
const BETWEEN_SCOPES = 24;
const RANKS_APART = 44;
const NODES_APART = 36;
const LETTER_WIDTH = 6.6;
const LABEL_HEIGHT = 18;

export interface PlacedNode {
  readonly id: string;
  readonly kind: 'start' | 'end' | 'state' | 'scope';
  readonly name: string;
  readonly state: State | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly inner: readonly Inner[];
}

interface Inner {
  readonly placed: Placed;
  readonly x: number;
  readonly y: number;
}

export interface PlacedEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly kind: TransitionKind;
  readonly label: string;
  readonly labelAt: Point | null;
  readonly points: readonly Point[];
}

/** One scope, from its own upper left corner. */
export interface Placed {
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
  readonly width: number;
  readonly height: number;
}

interface Sized {
  readonly id: string;
  readonly kind: PlacedNode['kind'];
  readonly name: string;
  readonly state: State | null;
  readonly width: number;
  readonly height: number;
  readonly inner: readonly Inner[];
}

interface Wanted {
  readonly source: string;
  readonly target: string;
  readonly kind: TransitionKind;
  readonly label: string;
}

/** @param prefix of the ids, which names the scope */
export function layoutScope(
  scope: Scope,
  prefix: string,
  collapsed: ReadonlySet<string>,
): Placed {
  const sized = [
    endPoint(`${prefix}#start`, 'start'),
    ...scope.states.map((state) => sizeOf(state, `${prefix}${state.name}`, collapsed)),
    endPoint(`${prefix}#end`, 'end'),
  ];
  return place(sized, wantedOf(scope, prefix));
}

function endPoint(id: string, kind: 'start' | 'end'): Sized {
  const name = kind === 'start' ? 'Start' : 'End';
  return { id, kind, name, state: null, ...END_POINT, inner: [] };
}

function sizeOf(state: State, id: string, collapsed: ReadonlySet<string>): Sized {
  if (state.scopes.length === 0 || collapsed.has(id)) {
    return { id, kind: 'state', name: state.name, state, ...STATE, inner: [] };
  }
  const inner: Inner[] = [];
  let x = PADDING;
  let tallest = 0;
  state.scopes.forEach((scope, index) => {
    const placed = layoutScope(scope, `${id}/${index}/`, collapsed);
    inner.push({ placed, x, y: HEADER });
    x += placed.width + BETWEEN_SCOPES;
    tallest = Math.max(tallest, placed.height);
  });
  return {
    id,
    kind: 'scope',
    name: state.name,
    state,
    width: Math.max(STATE.width, x - BETWEEN_SCOPES + PADDING),
    height: HEADER + tallest + PADDING,
    inner,
  };
}

function wantedOf(scope: Scope, prefix: string): Wanted[] {
  const names = new Set(scope.states.map((state) => state.name));
  const wanted: Wanted[] = [];
  if (names.has(scope.startAt)) {
    const target = `${prefix}${scope.startAt}`;
    wanted.push({ source: `${prefix}#start`, target, kind: 'next', label: '' });
  }
  for (const { from, to, kind, label } of scope.transitions) {
    if (names.has(to)) {
      const source = `${prefix}${from}`;
      wanted.push({ source, target: `${prefix}${to}`, kind, label: shortened(label) });
    }
  }
  for (const state of scope.states) {
    if (state.isEnd) {
      const source = `${prefix}${state.name}`;
      wanted.push({ source, target: `${prefix}#end`, kind: 'next', label: '' });
    }
  }
  return wanted;
}

function place(sized: readonly Sized[], wanted: readonly Wanted[]): Placed {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'TB', ranksep: RANKS_APART, nodesep: NODES_APART, edgesep: 24 });
  for (const node of sized) {
    graph.setNode(node.id, { width: node.width, height: node.height });
  }
  wanted.forEach((edge, index) => {
    const label = { width: edge.label.length * LETTER_WIDTH, height: LABEL_HEIGHT };
    const size = edge.label === '' ? { width: 0, height: 0 } : label;
    graph.setEdge(edge.source, edge.target, { ...size, labelpos: 'c' }, String(index));
  });
  dagre.layout(graph);
  const nodes = sized.map((node) => {
    const at = graph.node(node.id);
    return { ...node, x: at.x - node.width / 2, y: at.y - node.height / 2 };
  });
  const ranks = ranksOf(nodes);
  const edges = wanted.map((edge, index): PlacedEdge => {
    const laid = graph.edge(edge.source, edge.target, String(index));
    const points = route(laid.points, ranks, edge.source === edge.target);
    const labelAt = edge.label === '' ? null : { x: laid.x ?? 0, y: laid.y ?? 0 };
    return { ...edge, id: `${edge.source}>${edge.target}#${index}`, labelAt, points };
  });
  const { width = 0, height = 0 } = graph.graph();
  return { nodes, edges, width, height };
}

/** Nodes of one rank have their middles on one line. */
function ranksOf(nodes: readonly PlacedNode[]): RankExtent[] {
  const tallest = new Map<number, number>();
  for (const node of nodes) {
    const middle = Math.round(node.y + node.height / 2);
    tallest.set(middle, Math.max(tallest.get(middle) ?? 0, node.height));
  }
  return [...tallest].map(([middle, height]) => ({
    top: middle - height / 2,
    bottom: middle + height / 2,
  }));
}

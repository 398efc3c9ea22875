import { layoutScope, type Placed } from './scopeLayout';
import { scopeOf, type Json, type State, type TransitionKind } from './definition';

/** A place in the picture, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface GraphNode {
  /** Unique in the graph, also where two branches have states of one name. */
  readonly id: string;
  readonly kind: 'start' | 'end' | 'state' | 'scope';
  readonly name: string;
  readonly type: string;
  readonly detail: string;
  /** The node whose scope it is in; null at the top. */
  readonly parent: string | null;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface GraphEdge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly kind: TransitionKind;
  readonly label: string;
  readonly labelAt: Point | null;
  readonly points: readonly Point[];
  readonly parent: string | null;
}

export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
}

/**
 * Lays a definition out, the innermost scopes first: each is a picture of its own, and a node of that size where it
 * belongs. A pure function; the same definition gives the same picture.
 *
 * @param collapsed ids of states whose scopes are not to be shown
 */
export function layout(definition: Json, collapsed: ReadonlySet<string> = new Set()): Graph {
  const placed = layoutScope(scopeOf(definition), '', collapsed);
  const nodes: GraphNode[] = [];
  const edges: GraphEdge[] = [];
  flatten(placed, null, { x: 0, y: 0 }, nodes, edges);
  return { nodes, edges, width: placed.width, height: placed.height };
}

function flatten(
  placed: Placed,
  parent: string | null,
  origin: Point,
  nodes: GraphNode[],
  edges: GraphEdge[],
): void {
  const moved = (point: Point): Point => ({ x: point.x + origin.x, y: point.y + origin.y });
  for (const node of placed.nodes) {
    const at = moved({ x: node.x, y: node.y });
    nodes.push({
      id: node.id,
      kind: node.kind,
      name: node.name,
      type: node.state?.type ?? '',
      detail: node.state?.detail ?? '',
      parent,
      ...at,
      width: node.width,
      height: node.height,
    });
    for (const inner of node.inner) {
      flatten(inner.placed, node.id, { x: at.x + inner.x, y: at.y + inner.y }, nodes, edges);
    }
  }
  for (const edge of placed.edges) {
    edges.push({
      ...edge,
      parent,
      points: edge.points.map(moved),
      labelAt: edge.labelAt === null ? null : moved(edge.labelAt),
    });
  }
}

/** Whether a state has scopes that can be shown or not. */
export function hasScopes(state: State): boolean {
  return state.scopes.length > 0;
}

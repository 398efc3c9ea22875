import type { Graph, GraphNode } from './layout';

export type Direction = 'up' | 'down' | 'left' | 'right';

const KEYS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** The direction of a key; null for another key. */
export function directionOf(key: string): Direction | null {
  return KEYS[key] ?? null;
}

/** What lies aside counts less on the way through the ranks, and more within one of them. */
const ASIDE: Readonly<Record<Direction, number>> = { up: 0.5, down: 0.5, left: 3, right: 3 };

const isState = ({ kind }: GraphNode): boolean => kind === 'state' || kind === 'scope';

/** The state that lies next to another one in a direction; the first of all where there is none to begin from. */
export function neighbourOf(graph: Graph, id: string | null, direction: Direction): GraphNode | null {
  const states = graph.nodes.filter(isState);
  const from = states.find((node) => node.id === id);
  if (from === undefined) {
    return states[0] ?? null;
  }
  const x = from.x + from.width / 2;
  const y = from.y + from.height / 2;
  let best: GraphNode | null = null;
  let least = Infinity;
  for (const node of states) {
    const right = node.x + node.width / 2 - x;
    const down = node.y + node.height / 2 - y;
    const [ahead, aside] =
      direction === 'down' ? [down, right] : direction === 'up' ? [-down, right] : direction === 'right' ? [right, down] : [-right, down];
    const far = ahead + ASIDE[direction] * Math.abs(aside);
    if (node !== from && ahead > 0 && far < least) {
      best = node;
      least = far;
    }
  }
  return best;
}

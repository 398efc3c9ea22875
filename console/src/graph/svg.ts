import type { VisitStatus } from '../execution/history';
import type { Graph, GraphEdge, GraphNode } from './layout';

const MARGIN = 16;
const RADIUS = 8;
const LETTER_WIDTH = 6.2;

const FILLS: Readonly<Record<VisitStatus, readonly [string, string]>> = {
  running: ['#d3e7ff', '#0972d3'],
  succeeded: ['#d5f2d7', '#037f0c'],
  failed: ['#ffd9d9', '#d91515'],
  caught: ['#ffe8c7', '#b35900'],
  aborted: ['#e9ebed', '#5f6b7a'],
};

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  // XML knows no other control characters than these.
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/gu, '').replace(/[&<>"']/gu, (c) => ESCAPES[c] ?? c);
}

function nodeOf(node: GraphNode, status: VisitStatus | undefined): string {
  const [fill, stroke] = status === undefined ? ['#ffffff', '#7d8998'] : FILLS[status];
  const isScope = node.kind === 'scope';
  const middle = node.x + node.width / 2;
  const at = isScope ? node.y + 18 : node.y + node.height / 2 + 4;
  const longest = Math.max(3, Math.floor((node.width - 12) / LETTER_WIDTH));
  const name = node.name.length > longest ? `${node.name.slice(0, longest - 1)}…` : node.name;
  return [
    `<rect x="${node.x}" y="${node.y}" width="${node.width}" height="${node.height}" rx="${RADIUS}"`,
    ` fill="${isScope && status === undefined ? 'none' : fill}" stroke="${stroke}"/>`,
    `<text x="${middle}" y="${at}" text-anchor="middle">${escaped(name)}<title>${escaped(node.name)}</title></text>`,
  ].join('');
}

function edgeOf(edge: GraphEdge): string {
  const path = edge.points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x},${y}`).join(' ');
  const dashes = edge.kind === 'catch' ? ' stroke-dasharray="5 4"' : '';
  const label =
    edge.labelAt === null
      ? ''
      : `<text x="${edge.labelAt.x}" y="${edge.labelAt.y + 4}" text-anchor="middle" class="label">${escaped(edge.label)}</text>`;
  return `<path d="${path}" fill="none" stroke="#7d8998"${dashes} marker-end="url(#arrow)"/>${label}`;
}

/** A picture as a file of its own. A pure function; scopes are drawn before what is in them. */
export function svgOf(graph: Graph, statuses: ReadonlyMap<string, VisitStatus> = new Map()): string {
  const width = graph.width + 2 * MARGIN;
  const height = graph.height + 2 * MARGIN;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}">`,
    '<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
    '<path d="M0,0 L8,4 L0,8 z" fill="#7d8998"/></marker></defs>',
    '<style>text{font:12px sans-serif;fill:#16191f}.label{font-size:11px;paint-order:stroke;stroke:#fff;stroke-width:4px}</style>',
    `<rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="#ffffff"/>`,
    ...graph.nodes.map((node) => nodeOf(node, statuses.get(node.name))),
    ...graph.edges.map(edgeOf),
    '</svg>',
  ].join('\n');
}

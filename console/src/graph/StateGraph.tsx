import {
  Background,
  BaseEdge,
  ControlButton,
  Controls,
  MarkerType,
  ReactFlow,
  type Edge,
  type EdgeProps,
  type Node,
  type NodeProps,
  type ReactFlowInstance,
} from '@xyflow/react';
import { Handle, Position } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import type { VisitStatus } from '../execution/history';
import type { Json } from './definition';
import { layout, type Graph, type GraphEdge, type GraphNode } from './layout';
import { directionOf, neighbourOf } from './neighbour';
import { savePng, saveSvg } from './save';

type StateNode = Node<{ node: GraphNode; status: VisitStatus | undefined }, 'state'>;
type WayEdge = Edge<{ edge: GraphEdge }, 'way'>;

const EDGE_COLOUR = '#7d8998';
const CATCH_COLOUR = '#b35900';
const LETTER_WIDTH = 6.2;

interface Props {
  readonly definition: Json;
  readonly statuses?: ReadonlyMap<string, VisitStatus>;
  readonly selected?: string | null;
  readonly onSelect?: (name: string) => void;
}

/** The picture of a definition, coloured by how its states went. */
export function StateGraph({ definition, statuses, selected, onSelect }: Props): ReactElement {
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(new Set());
  const [flow, setFlow] = useState<ReactFlowInstance<StateNode, WayEdge> | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const graph = useMemo(() => layout(definition, collapsed), [definition, collapsed]);
  useEffect(() => {
    // The picture's parts are measured first.
    const frame = requestAnimationFrame(() => void flow?.fitView());
    return () => cancelAnimationFrame(frame);
  }, [flow, graph]);
  useEffect(() => {
    if (place.current === null || flow === null) {
      return undefined;
    }
    const watch = new ResizeObserver(() => void flow.fitView());
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [flow]);
  const fold = (id: string): void => {
    const next = new Set(collapsed);
    if (!next.delete(id)) {
      next.add(id);
    }
    setCollapsed(next);
  };
  const nodes = useMemo(
    () =>
      graph.nodes.map(
        (node): StateNode => ({
          id: node.id,
          type: 'state',
          position: { x: node.x, y: node.y },
          width: node.width,
          height: node.height,
          data: { node, status: statuses?.get(node.name) },
          draggable: false,
          connectable: false,
          deletable: false,
          selectable: node.kind === 'state' || node.kind === 'scope',
          focusable: node.kind === 'state' || node.kind === 'scope',
          selected: node.name === selected && (node.kind === 'state' || node.kind === 'scope'),
          ariaLabel: `${node.type} state ${node.name}`,
          zIndex: node.id.split('/').length,
        }),
      ),
    [graph, statuses, selected],
  );
  const edges = useMemo(
    () =>
      graph.edges.map(
        (edge): WayEdge => ({
          id: edge.id,
          type: 'way',
          source: edge.source,
          target: edge.target,
          data: { edge },
          focusable: false,
          markerEnd: { type: MarkerType.ArrowClosed, color: colourOf(edge) },
          zIndex: edge.source.split('/').length,
        }),
      ),
    [graph],
  );
  return (
    <div
      className="graph"
      role="group"
      aria-label="Graph of the state machine"
      ref={place}
      onKeyDownCapture={(event) => {
        const direction = directionOf(event.key);
        const next = direction === null ? null : neighbourOf(graph, idOf(graph, selected), direction);
        if (next !== null) {
          event.preventDefault();
          event.stopPropagation();
          onSelect?.(next.name);
          place.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(next.id)}"]`)?.focus();
        }
      }}
    >
      <ReactFlow
        onNodesChange={(changes) =>
          changes.forEach((change) => {
            // A state that has the focus is chosen by Enter.
            const node = change.type === 'select' && change.selected && graph.nodes.find(({ id }) => id === change.id);
            if (node !== false && node !== undefined) {
              onSelect?.(node.name);
            }
          })
        }
        onInit={setFlow}
        onNodeDoubleClick={(_, node) => fold(node.id)}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodeClick={(_, node) => onSelect?.(node.data.node.name)}
        nodesConnectable={false}
        minZoom={0.05}
        maxZoom={2}
        fitView
        proOptions={{ hideAttribution: true }}
        onlyRenderVisibleElements
      >
        <Background />
        <Controls showInteractive={false}>
          <ControlButton onClick={() => saveSvg(graph, statuses)} title="Save as SVG" aria-label="Save as SVG">
            ⤓
          </ControlButton>
          <ControlButton
            onClick={() => void savePng(graph, statuses)}
            title="Save as PNG"
            aria-label="Save as PNG"
          >
            ▣
          </ControlButton>
          <ControlButton
            onClick={() => setCollapsed(collapsed.size > 0 ? new Set() : scopesOf(graph))}
            title={collapsed.size > 0 ? 'Unfold all' : 'Fold all'}
            aria-label={collapsed.size > 0 ? 'Unfold all' : 'Fold all'}
          >
            ±
          </ControlButton>
        </Controls>
      </ReactFlow>
    </div>
  );
}

function idOf(graph: Graph, name: string | null | undefined): string | null {
  return graph.nodes.find((node) => node.name === name && node.kind !== 'start' && node.kind !== 'end')?.id ?? null;
}

/** The states at the top that have something within. */
function scopesOf(graph: Graph): ReadonlySet<string> {
  return new Set(graph.nodes.filter(({ kind, parent }) => kind === 'scope' && parent === null).map(({ id }) => id));
}

function colourOf(edge: GraphEdge): string {
  return edge.kind === 'catch' ? CATCH_COLOUR : EDGE_COLOUR;
}

function StateBox({ data: { node, status }, selected }: NodeProps<StateNode>): ReactElement {
  const isPoint = node.kind === 'start' || node.kind === 'end';
  const classes = [
    'state',
    isPoint ? 'point' : node.kind,
    status ?? '',
    selected === true ? 'selected' : '',
  ];
  return (
    <div className={classes.join(' ')} title={node.name}>
      <Handle type="target" position={Position.Top} style={{ opacity: 0 }} />
      {!isPoint && <div className="state-detail">{node.detail === '' ? node.type : node.detail}</div>}
      <div className="state-name">
        <bdi>{node.name}</bdi>
      </div>
      <Handle type="source" position={Position.Bottom} style={{ opacity: 0 }} />
    </div>
  );
}

function Way({ id, data, markerEnd }: EdgeProps<WayEdge>): ReactElement | null {
  if (data === undefined) {
    return null;
  }
  const { edge } = data;
  const path = edge.points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x},${y}`).join(' ');
  const style = {
    stroke: colourOf(edge),
    strokeWidth: 1.5,
    ...(edge.kind === 'catch' ? { strokeDasharray: '5 4' } : {}),
  };
  return (
    <>
      <BaseEdge id={id} path={path} style={style} {...(markerEnd === undefined ? {} : { markerEnd })} />
      {edge.labelAt !== null && <Label edge={edge} at={edge.labelAt} />}
    </>
  );
}

function Label({ edge, at }: { edge: GraphEdge; at: { x: number; y: number } }): ReactElement {
  const width = edge.label.length * LETTER_WIDTH;
  return (
    <g>
      <rect
        className="edge-label-back"
        x={at.x - width / 2 - 3}
        y={at.y - 9}
        width={width + 6}
        height={18}
        rx={4}
      />
      <text className="edge-label" x={at.x} y={at.y + 4} textAnchor="middle">
        {edge.label}
      </text>
    </g>
  );
}

const NODE_TYPES = { state: StateBox };
const EDGE_TYPES = { way: Way };

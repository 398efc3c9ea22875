package dev.pawl.cli.graph;

import dev.pawl.cli.graph.Drawing.Box;
import dev.pawl.cli.graph.Drawing.Line;
import dev.pawl.cli.graph.Drawing.Point;
import dev.pawl.cli.graph.Drawing.Shape;
import dev.pawl.core.asl.MapMode;
import dev.pawl.core.asl.MapState;
import dev.pawl.core.asl.ParallelState;
import dev.pawl.core.asl.State;
import dev.pawl.core.asl.StateGraph;
import dev.pawl.core.asl.StateMachine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.elk.alg.layered.options.LayeredMetaDataProvider;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.core.RecursiveGraphLayoutEngine;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.options.CoreOptions;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkLabel;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/** Lays out state machines in layers from the top to the bottom. */
public final class StateGraphs {
  private static final double STATE_HEIGHT = 44;
  private static final double LEAST_WIDTH = 110;
  private static final double DOT = 18;
  private static final double LETTER = 7.2;
  private static final double SMALL_LETTER = 6;
  private static final double SMALL_LINE = 13;
  private static final double TITLE = 40;
  private static final double MARGIN = 16;

  private final List<Placed> placed = new ArrayList<>();
  private final List<Drawn> drawn = new ArrayList<>();

  private record Placed(ElkNode node, Shape shape, String title, String kind) {}

  private record Drawn(ElkEdge edge, String label, boolean isCatch) {}

  private StateGraphs() {}

  /** Finds places for all states and transitions. */
  public static Drawing layOut(StateMachine machine) {
    LayoutMetaDataService.getInstance().registerLayoutMetaDataProviders(
        new LayeredMetaDataProvider());
    var graphs = new StateGraphs();
    ElkNode root = ElkGraphUtil.createGraph();
    graphs.fill(root, machine.graph());
    root.setProperty(CoreOptions.ALGORITHM, LayeredOptions.ALGORITHM_ID);
    root.setProperty(CoreOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
    root.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    root.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    root.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    new RecursiveGraphLayoutEngine().layout(root, new BasicProgressMonitor());
    return graphs.drawing(root);
  }

  private void fill(ElkNode inside, StateGraph graph) {
    inside.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    inside.setProperty(CoreOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
    ElkNode start = dot(inside, Shape.START);
    ElkNode end = dot(inside, Shape.END);
    Map<String, ElkNode> nodes = new HashMap<>();
    graph.states().forEach((name, state) -> nodes.put(name, node(inside, state)));
    edge(start, Objects.requireNonNull(nodes.get(graph.startAt())), "", false);
    graph.states().forEach((name, state) -> {
      ElkNode from = Objects.requireNonNull(nodes.get(name));
      List<Edges.Edge> edges = Edges.of(state);
      if (edges.isEmpty()) {
        edge(from, end, "", false);
      }
      for (Edges.Edge way : edges) {
        ElkNode to = way.to().map(next -> Objects.requireNonNull(nodes.get(next))).orElse(end);
        edge(from, to, way.label(), way.kind() == Edges.Kind.CATCH);
      }
    });
  }

  private ElkNode dot(ElkNode inside, Shape shape) {
    ElkNode node = ElkGraphUtil.createNode(inside);
    node.setDimensions(DOT, DOT);
    placed.add(new Placed(node, shape, "", ""));
    return node;
  }

  private ElkNode node(ElkNode inside, State state) {
    ElkNode node = ElkGraphUtil.createNode(inside);
    double width = Math.max(LEAST_WIDTH, state.name().length() * LETTER + 2 * MARGIN);
    node.setDimensions(width, STATE_HEIGHT);
    switch (state) {
      case ParallelState parallel -> {
        compound(node, state, "Parallel");
        parallel.branches().forEach(branch -> fill(branch(node), branch));
      }
      case MapState map -> {
        compound(node, state,
            map.mode() instanceof MapMode.Distributed ? "Distributed Map" : "Map");
        fill(branch(node), map.processor());
      }
      default -> placed.add(new Placed(node, Shape.STATE, state.name(), state.type()));
    }
    return node;
  }

  private void compound(ElkNode node, State state, String kind) {
    node.setProperty(CoreOptions.PADDING, new ElkPadding(TITLE, MARGIN, MARGIN, MARGIN));
    node.setProperty(CoreOptions.DIRECTION, Direction.DOWN);
    placed.add(new Placed(node, Shape.COMPOUND, state.name(), kind));
  }

  private ElkNode branch(ElkNode inside) {
    ElkNode branch = ElkGraphUtil.createNode(inside);
    branch.setProperty(CoreOptions.PADDING, new ElkPadding(MARGIN));
    placed.add(new Placed(branch, Shape.GRAPH, "", ""));
    return branch;
  }

  private void edge(ElkNode from, ElkNode to, String label, boolean isCatch) {
    ElkEdge edge = ElkGraphUtil.createSimpleEdge(from, to);
    if (!label.isEmpty()) {
      ElkLabel text = ElkGraphUtil.createLabel(label, edge);
      text.setDimensions(label.length() * SMALL_LETTER, SMALL_LINE);
    }
    drawn.add(new Drawn(edge, label, isCatch));
  }

  private Drawing drawing(ElkNode root) {
    List<Box> boxes = placed.stream()
        .map(box -> {
          Point at = corner(box.node());
          return new Box(box.shape(), box.title(), box.kind(), at.x(), at.y(),
              box.node().getWidth(), box.node().getHeight());
        })
        .toList();
    List<Line> lines = drawn.stream().flatMap(way -> way.edge().getSections().stream()
        .map(section -> line(way, section))).toList();
    return new Drawing(root.getWidth(), root.getHeight(), boxes, lines);
  }

  private static Line line(Drawn way, ElkEdgeSection section) {
    Point origin = corner(way.edge().getContainingNode());
    List<Point> points = new ArrayList<>();
    points.add(new Point(origin.x() + section.getStartX(), origin.y() + section.getStartY()));
    section.getBendPoints().forEach(
        bend -> points.add(new Point(origin.x() + bend.getX(), origin.y() + bend.getY())));
    points.add(new Point(origin.x() + section.getEndX(), origin.y() + section.getEndY()));
    Point label = way.edge().getLabels().isEmpty()
        ? origin
        : new Point(origin.x() + way.edge().getLabels().getFirst().getX(),
            origin.y() + way.edge().getLabels().getFirst().getY());
    return new Line(points, way.label(), label, way.isCatch());
  }

  /** Places are relative to what a node is in. */
  private static Point corner(ElkNode node) {
    double x = 0;
    double y = 0;
    for (ElkNode outer = node; outer != null && outer.getParent() != null; outer = outer
        .getParent()) {
      x += outer.getX();
      y += outer.getY();
    }
    return new Point(x, y);
  }
}

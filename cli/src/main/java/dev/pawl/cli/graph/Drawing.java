package dev.pawl.cli.graph;

import java.util.List;

/**
 * A state machine with places for everything, in pixels from the upper left corner.
 *
 * @param boxes outer ones before those inside them
 */
public record Drawing(double width, double height, List<Box> boxes, List<Line> lines) {
  public Drawing {
    boxes = List.copyOf(boxes);
    lines = List.copyOf(lines);
  }

  /** What a box stands for. */
  public enum Shape {
    START,
    END,
    STATE,
    COMPOUND,
    GRAPH
  }

  /**
   * A rectangle.
   *
   * @param title the state's name; empty for starts, ends and branches
   * @param kind the state's type; empty where there is no state
   */
  public record Box(Shape shape, String title, String kind, double x, double y, double width,
      double height) {}

  /** A point. */
  public record Point(double x, double y) {}

  /**
   * A way from one box to another.
   *
   * @param points at least two; straight in between
   * @param label what is written at it; empty for nothing
   * @param at where the label's left upper corner is
   * @param isCatch whether an error leads there
   */
  public record Line(List<Point> points, String label, Point at, boolean isCatch) {
    public Line {
      points = List.copyOf(points);
    }
  }
}

package dev.pawl.db.catalogue;

import java.util.List;

/**
 * The versions that an alias routes to.
 *
 * @param routes one or two, of different versions, whose weights make 100 together
 */
public record Routing(List<Route> routes) {
  /** All weights together. */
  public static final int WHOLE = 100;

  private static final int MOST = 2;

  /**
   * A version and its share.
   *
   * @param weight 0 to 100, in hundredths of the starts
   */
  public record Route(int version, int weight) {}

  public Routing {
    routes = List.copyOf(routes);
    if (routes.isEmpty() || routes.size() > MOST
        || routes.stream().mapToInt(Route::weight).sum() != WHOLE
        || routes.stream().map(Route::version).distinct().count() != routes.size()) {
      throw new IllegalArgumentException("no routing: " + routes);
    }
  }

  /**
   * The version of one start.
   *
   * @param chance a random number, 0 to 99
   */
  public int choose(int chance) {
    Route first = routes.getFirst();
    return chance < first.weight() ? first.version() : routes.getLast().version();
  }
}

package dev.pawl.simulation.workflow;

import java.util.ArrayList;
import java.util.List;

/** What one simulation runs. */
public record Plan(List<Order> orders) {
  /**
   * One execution, or several by the same name.
   *
   * @param items the input's {@code items}
   * @param starts how often it is started; more than once only where it has a name
   * @param isNamed whether the caller gives a name
   * @param startsDiffer whether the last start has another input
   * @param startedAfterMillis when it is started
   * @param stoppedAfterMillis when it is stopped, counted from the start; negative for never
   * @param redrives how often it is redriven at most, where it does not succeed
   */
  public record Order(Machine machine, int n, List<Integer> items, int starts, boolean isNamed,
      boolean startsDiffer, int startedAfterMillis, int stoppedAfterMillis, int redrives) {
    public Order {
      items = List.copyOf(items);
    }

    Order with(Machine smaller) {
      return new Order(smaller, n, items, starts, isNamed, startsDiffer, startedAfterMillis,
          stoppedAfterMillis, redrives);
    }
  }

  public Plan {
    orders = List.copyOf(orders);
  }

  /** Every plan that has one execution or one state less. */
  public List<Plan> smaller() {
    List<Plan> smaller = new ArrayList<>();
    for (int i = 0; i < orders.size(); i++) {
      if (orders.size() > 1) {
        List<Order> fewer = new ArrayList<>(orders);
        fewer.remove(i);
        smaller.add(new Plan(fewer));
      }
      for (Machine machine : orders.get(i).machine().smaller()) {
        List<Order> with = new ArrayList<>(orders);
        with.set(i, with.get(i).with(machine));
        smaller.add(new Plan(with));
      }
    }
    return smaller;
  }
}

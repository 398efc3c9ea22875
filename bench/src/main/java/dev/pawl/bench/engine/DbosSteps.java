package dev.pawl.bench.engine;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;

/** A DBOS workflow of five steps, each of which returns its input. */
final class DbosSteps implements FiveSteps {
  private static final int STEPS = 5;

  private final HikariDataSource connections;
  private final DBOS dbos;
  private final Order order;

  /** What DBOS makes durable; it needs an interface to stand in front of. */
  public interface Order {
    /** Runs the steps. */
    String place(String input);
  }

  /** The workflow. */
  public static final class FiveStepOrder implements Order {
    private final DBOS dbos;

    FiveStepOrder(DBOS dbos) {
      this.dbos = dbos;
    }

    @Override
    @Workflow(name = "five-steps")
    public String place(String input) {
      String value = input;
      for (int step = 1; step <= STEPS; step++) {
        String before = value;
        value = dbos.runStep(() -> before, "step" + step);
      }
      return value;
    }
  }

  DbosSteps(ScratchDatabase postgres, int connections) {
    HikariConfig pool = new HikariConfig();
    pool.setJdbcUrl(postgres.url());
    pool.setUsername("postgres");
    pool.setMaximumPoolSize(connections);
    this.connections = new HikariDataSource(pool);
    dbos = new DBOS(
        DBOSConfig.defaults("bench").withDataSource(this.connections).withMigrate(true));
    order = dbos.registerProxy(Order.class, new FiveStepOrder(dbos));
    dbos.launch();
  }

  @Override
  public void run() {
    if (!order.place(Engine.INPUT).equals(Engine.INPUT)) {
      throw new IllegalStateException("the steps did not return their input");
    }
  }

  @Override
  public void close() {
    dbos.shutdown();
    connections.close();
  }
}

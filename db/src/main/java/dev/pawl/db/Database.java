package dev.pawl.db;

import dev.pawl.db.access.AccessKeys;
import dev.pawl.db.access.AccessPolicies;
import dev.pawl.db.access.Accounts;
import dev.pawl.db.access.ApiTokens;
import dev.pawl.db.access.AuditEvents;
import dev.pawl.db.access.EventConnections;
import dev.pawl.db.access.OidcRoles;
import dev.pawl.db.catalogue.Activities;
import dev.pawl.db.catalogue.Aliases;
import dev.pawl.db.catalogue.ServerKeys;
import dev.pawl.db.catalogue.StateMachines;
import dev.pawl.db.catalogue.Tags;
import dev.pawl.db.catalogue.Versions;
import dev.pawl.db.connection.DatabaseClock;
import dev.pawl.db.connection.DatabaseWatch;
import dev.pawl.db.connection.Pool;
import dev.pawl.db.connection.Pulse;
import dev.pawl.db.connection.Reasons;
import dev.pawl.db.connection.TenantSessions;
import dev.pawl.db.execution.CommitForm;
import dev.pawl.db.execution.Commits;
import dev.pawl.db.execution.Executions;
import dev.pawl.db.execution.ExpressStarts;
import dev.pawl.db.execution.Histories;
import dev.pawl.db.execution.Inbox;
import dev.pawl.db.execution.Lanes;
import dev.pawl.db.execution.LogEvents;
import dev.pawl.db.execution.MapItems;
import dev.pawl.db.execution.MapRunSteps;
import dev.pawl.db.execution.MapRuns;
import dev.pawl.db.execution.ParkedRuns;
import dev.pawl.db.execution.Payloads;
import dev.pawl.db.execution.Reopenings;
import dev.pawl.db.execution.Runs;
import dev.pawl.db.execution.Seals;
import dev.pawl.db.execution.Starts;
import dev.pawl.db.execution.Tasks;
import dev.pawl.db.lease.Nodes;
import dev.pawl.db.lease.ShardLeases;
import dev.pawl.db.lease.WakeListener;
import dev.pawl.db.lease.WakeSender;
import dev.pawl.db.store.Store;
import dev.pawl.db.trigger.Deliveries;
import dev.pawl.db.trigger.Triggers;
import dev.pawl.db.vault.CustomerKeys;
import dev.pawl.db.vault.MasterKey;
import dev.pawl.db.vault.PayloadKeys;
import dev.pawl.db.vault.Vault;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * An open database: its schema up to date, its settings checked, and the owner of each table. All of them are
 * safe for use by many threads; each call takes one connection and gives it back.
 */
public final class Database implements AutoCloseable {
  /** How far ahead partitions are made. */
  public static final int DAYS_AHEAD = 7;

  private static final List<String> TABLES = List.of(
      "run", "task", "inbox", "map_item", "map_run", "express_start", "exec_name", "execution",
      "history", "payload", "log_event", "audit_event",
      "shard_lease", "node");

  private final Connections connections;
  private final Pool general;
  private final Pool writers;
  private final Preflight preflight;
  private final Partitions partitions;
  private final DatabaseClock clock;
  private final DatabaseWatch watch;
  private final MeterRegistry meters;
  private final PayloadKeys payloadKeys;
  private final Seals seals;
  private final Lanes lanes;
  private final Starts starts;
  private final Commits commits;

  private Database(
      Connections connections, CommitForm form, Pool general, Pool writers, Preflight preflight,
      Partitions partitions, DatabaseClock clock, DatabaseWatch watch, MeterRegistry meters) {
    this.connections = connections;
    this.general = general;
    this.writers = writers;
    this.preflight = preflight;
    this.partitions = partitions;
    this.clock = clock;
    this.watch = watch;
    this.meters = meters;
    // Its sessions see the keys of all accounts.
    this.payloadKeys = new PayloadKeys(writers);
    this.seals = new Seals(writers, payloadKeys);
    this.lanes = new Lanes(writers);
    this.starts = new Starts(writers, form, seals, lanes);
    this.commits = new Commits(writers, form, seals);
  }

  /**
   * Connects, checks the server, brings the schema up to date and makes the partitions of the next days. Nodes
   * may do this at once.
   *
   * @throws dev.pawl.db.connection.DatabaseUnavailableException where there is no such database or user
   * @throws dev.pawl.db.connection.UnsafeDatabaseException where the server may lose what it confirmed, or the
   *     schema is a newer release's
   * @throws dev.pawl.db.connection.ClockSkewException where the clocks differ by over a minute
   */
  public static Database open(DatabaseSettings settings) {
    return open(settings, new CompositeMeterRegistry());
  }

  /**
   * The same for a node whose operator wants to know how it fares.
   *
   * @param meters where the metrics of docs/metrics.md are registered
   */
  public static Database open(DatabaseSettings settings, MeterRegistry meters) {
    return open(settings, meters, InstantSource.system());
  }

  /** @param machine this machine's clock */
  static Database open(DatabaseSettings settings, MeterRegistry meters, InstantSource machine) {
    Connections connections = new Connections(settings, meters);
    Preflight preflight = preflight(connections, settings);
    preflight.check();
    DatabaseWatch watch = new DatabaseWatch(meters);
    TenantSessions tenants = new TenantSessions();
    Pool general = connections.general(watch, tenants);
    Pool writers = connections.writers(watch);
    try {
      DatabaseClock clock = DatabaseClock.of(general, machine, watch);
      boolean changed = Schema.update(connections, watch);
      Partitions partitions = new Partitions(general);
      partitions.ensure(DAYS_AHEAD);
      general.write(connection -> {
        tenants.prepare(connection);
        return true;
      });
      Database database = new Database(connections, settings.form(), general, writers, preflight,
          partitions, clock, watch, meters);
      if (changed) {
        database.analyze();
      }
      return database;
    } catch (RuntimeException e) {
      writers.close();
      general.close();
      throw e;
    }
  }

  /**
   * Lets another database user be the one of nodes; it reads and writes rows, and owns nothing. May be repeated.
   *
   * @throws dev.pawl.db.connection.UnsafeDatabaseException where the server has no such user
   */
  public void grantTo(String user) {
    NodeUser.grant(general, user);
  }

  /**
   * Which form the tables have; changes nothing.
   *
   * @throws dev.pawl.db.connection.DatabaseUnavailableException where there is no such database or user
   */
  public static SchemaStatus schema(DatabaseSettings settings) {
    Connections connections = new Connections(settings, new CompositeMeterRegistry());
    Preflight _ = preflight(connections, settings);
    return Schema.status(connections, new DatabaseWatch(new CompositeMeterRegistry()));
  }

  private static Preflight preflight(Connections connections, DatabaseSettings settings) {
    try (Connection connection = connections.connect()) {
      return Preflight.read(connection);
    } catch (SQLException e) {
      throw Reasons.of(e, settings.url());
    }
  }

  /**
   * Gathers the planner's statistics. Statements planned on empty tables stay slow until then, and
   * autovacuum leaves partitioned tables out: call it once a day and after the first load.
   */
  public void analyze() {
    for (String table : TABLES) {
      general.write(connection -> {
        try (var statement = connection.createStatement()) {
          return statement.execute("select pawl_analyze('" + table + "')");
        }
      });
    }
  }

  /** Makes the partitions from yesterday to so many days after today, where missing; call it daily. */
  public void ensurePartitions(int daysAhead) {
    partitions.ensure(daysAhead);
  }

  /** Knows what of executions is sealed. */
  public Seals seals() {
    return seals;
  }

  /** Forgets executions that closed longer ago than they are to be kept. */
  public Retention retention() {
    return new Retention(general, seals);
  }

  /** Forgets what was logged longer ago than it is to be kept. */
  public DailyRetention logRetention() {
    return new DailyRetention(general, Partitions.LOG);
  }

  /** Forgets what was audited longer ago than it is to be kept. */
  public DailyRetention auditRetention() {
    return new DailyRetention(general, Partitions.AUDIT);
  }

  /** Whether a commit waits for a second machine, as the server's settings were at the opening. */
  public boolean synchronousStandby() {
    return preflight.synchronousStandby();
  }

  public DatabaseClock clock() {
    return clock;
  }

  /** What statements have met. */
  public DatabaseWatch watch() {
    return watch;
  }

  /** Where metrics of whoever uses this database are registered, too. */
  public MeterRegistry meters() {
    return meters;
  }

  /** Looks at the database's clock every few seconds; to be closed by the caller. */
  public Pulse pulse() {
    return new Pulse(clock);
  }

  /** What the worker needs of this database. */
  public Store store() {
    return new PostgresStore(this);
  }

  Pool general() {
    return general;
  }

  public Starts starts() {
    return starts;
  }

  public Commits commits() {
    return commits;
  }

  public Reopenings reopenings() {
    return new Reopenings(writers, seals, lanes);
  }

  public Runs runs() {
    return new Runs(writers, seals, lanes);
  }

  public Tasks tasks() {
    return new Tasks(writers, seals);
  }

  public Inbox inbox() {
    return new Inbox(writers, seals);
  }

  public ExpressStarts expressStarts() {
    return new ExpressStarts(writers, seals);
  }

  public MapRuns mapRuns() {
    return new MapRuns(general, writers, seals);
  }

  public MapRunSteps mapRunSteps() {
    return new MapRunSteps(writers, seals, lanes);
  }

  public ParkedRuns parkedRuns() {
    return new ParkedRuns(general);
  }

  public MapItems mapItems() {
    return new MapItems(general, seals);
  }

  public Executions executions() {
    return new Executions(general, seals);
  }

  public Histories histories() {
    return new Histories(general, seals);
  }

  /** The log group. */
  public LogEvents logEvents() {
    return new LogEvents(general, seals);
  }

  public Payloads payloads() {
    return new Payloads(general, seals);
  }

  public Nodes nodes() {
    return new Nodes(general);
  }

  /**
   * Tells other nodes that something was written for them; to be closed by the caller.
   */
  public WakeSender wakeSender() {
    return new WakeSender(general);
  }

  /** Listens for what other nodes have written for this one, on one connection more; to be closed by the caller. */
  public WakeListener wakeListener(UUID me, Runnable woken) {
    return new WakeListener(connections::connect, me, woken);
  }

  public ShardLeases shardLeases() {
    return new ShardLeases(general);
  }

  public StateMachines stateMachines() {
    return new StateMachines(general);
  }

  public Activities activities() {
    return new Activities(general);
  }

  public Versions versions() {
    return new Versions(general);
  }

  public Aliases aliases() {
    return new Aliases(general);
  }

  public Tags tags() {
    return new Tags(general);
  }

  /**
   * The secrets of this database; from now on what customers' keys have sealed can be read.
   *
   * @throws dev.pawl.db.vault.SealedException where the master key is not the one that it was made with
   */
  public Vault vault(MasterKey master) {
    Vault vault = Vault.open(general, master);
    payloadKeys.use(vault);
    return vault;
  }

  /** The keys of accounts that seal what executions carry. */
  public CustomerKeys customerKeys(Optional<Vault> vault) {
    return new CustomerKeys(general, vault);
  }

  public Accounts accounts() {
    return new Accounts(general);
  }

  public AccessPolicies accessPolicies() {
    return new AccessPolicies(general);
  }

  /** @param vault seals the secrets */
  public AccessKeys accessKeys(Vault vault) {
    return new AccessKeys(general, vault);
  }

  /** The connections of HTTP tasks. */
  public EventConnections eventConnections(Vault vault) {
    return new EventConnections(general, vault);
  }

  public ApiTokens apiTokens() {
    return new ApiTokens(general);
  }

  public OidcRoles oidcRoles() {
    return new OidcRoles(general);
  }

  /** Rules, schedules and what belongs to them. */
  public Triggers triggers() {
    return new Triggers(general);
  }

  /** The calls that are owed to targets. */
  public Deliveries deliveries() {
    return new Deliveries(general);
  }

  public AuditEvents auditEvents() {
    return new AuditEvents(general);
  }

  public ServerKeys serverKeys() {
    return new ServerKeys(general);
  }

  @Override
  public void close() {
    writers.close();
    general.close();
  }
}

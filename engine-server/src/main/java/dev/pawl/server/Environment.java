package dev.pawl.server;

import dev.pawl.api.Quotas;
import dev.pawl.api.access.InvalidOidcSettingsException;
import dev.pawl.api.access.OidcSettings;
import dev.pawl.api.access.Rates;
import dev.pawl.core.interpreter.Limits;
import dev.pawl.db.DatabaseSettings;
import dev.pawl.db.Retention;
import dev.pawl.db.execution.CommitForm;
import dev.pawl.db.vault.MasterKey;
import dev.pawl.tasks.CallPolicies;
import dev.pawl.tasks.InvalidTaskSettingsException;
import dev.pawl.tasks.TaskSettings;
import dev.pawl.worker.lease.Kept;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The settings of a node, read from environment variables. */
record Environment(Map<String, String> variables) {
  private static final String RATES = "PAWL_API_RATES";

  static Environment ofProcess() {
    return new Environment(System.getenv());
  }

  /** What a node does. */
  enum Role {
    /** Answers the AWS API. */
    API,
    /** Moves executions. */
    WORKER
  }

  /** Where the logs of executions go, besides an OpenTelemetry collector. */
  enum LogTarget {
    /** Lines of JSON in the node's own log. */
    STRUCTURED,
    /** The log group in the database. */
    GROUP
  }

  String region() {
    String region = get("PAWL_REGION").orElse("us-east-1");
    if (!region.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
      throw new StartupException("PAWL_REGION must be lower-case letters, digits and hyphens,"
          + " such as us-east-1, not '" + region + "'.");
    }
    return region;
  }

  /** The account in ARNs: 12 digits. */
  String account() {
    String account = get("PAWL_ACCOUNT_ID").orElse("000000000000");
    if (!account.matches("\\d{12}")) {
      throw new StartupException("PAWL_ACCOUNT_ID must be 12 digits, not '" + account + "'.");
    }
    return account;
  }

  Set<Role> roles() {
    String names = get("PAWL_ROLES").orElse("api,worker");
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : names.split(",", -1)) {
      try {
        roles.add(Role.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new StartupException(
            "PAWL_ROLES may name api and worker, not '" + name.strip() + "'.", e);
      }
    }
    return roles;
  }

  int port() {
    String port = get("PAWL_PORT").orElse("8083");
    try {
      int number = Integer.parseInt(port);
      if (number >= 0 && number <= 65_535) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new StartupException("PAWL_PORT must be a number from 0 to 65535, not '" + port + "'.",
          e);
    }
    throw new StartupException("PAWL_PORT must be a number from 0 to 65535, not '" + port + "'.");
  }

  /**
   * Where the connectors find what they call.
   *
   * @throws StartupException where a URL or the functions file cannot be used
   */
  TaskSettings taskSettings() {
    try {
      return TaskSettings.fromEnvironment(variables, region(), account());
    } catch (InvalidTaskSettingsException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * What calls of services are held to.
   *
   * @throws StartupException where a number is none
   */
  CallPolicies callPolicies() {
    try {
      return CallPolicies.fromEnvironment(variables);
    } catch (InvalidTaskSettingsException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The access key that a new data directory gets; empty where it is to be made. */
  Optional<Credentials> presetKey() {
    Optional<String> id = get("PAWL_ACCESS_KEY_ID");
    Optional<String> secret = get("PAWL_SECRET_ACCESS_KEY");
    if (id.isPresent() != secret.isPresent()) {
      throw new StartupException(
          "Set both PAWL_ACCESS_KEY_ID and PAWL_SECRET_ACCESS_KEY, or neither.");
    }
    return id.map(known -> new Credentials(known, secret.orElseThrow(), true));
  }

  /**
   * How to reach the outside database.
   *
   * @throws StartupException where its URL is missing or not one of PostgreSQL
   */
  DatabaseSettings database() {
    String url = get("PAWL_DB_URL")
        .orElseThrow(() -> new StartupException("Set PAWL_DB_URL to start the server."));
    if (!url.startsWith("jdbc:postgresql:")) {
      throw new StartupException(
          "PAWL_DB_URL must look like jdbc:postgresql://host:5432/name, and does not.");
    }
    return DatabaseSettings
        .of(url, get("PAWL_DB_USER").orElse("postgres"), get("PAWL_DB_PASSWORD").orElse(""))
        .writtenBy(commitForm());
  }

  private CommitForm commitForm() {
    String form = get("PAWL_DB_COMMITS").orElse("statement");
    return switch (form) {
      case "statement" -> CommitForm.SINGLE_STATEMENT;
      case "shards" -> CommitForm.SHARD_TRANSACTIONS;
      default -> throw new StartupException(
          "PAWL_DB_COMMITS must be statement or shards, and is '" + form + "'.");
    };
  }

  /**
   * Whether ValidateStateMachineDefinition keeps to AWS's warnings.
   *
   * @throws StartupException where it is neither true nor false
   */
  boolean strictValidation() {
    String strict = get("PAWL_STRICT_VALIDATION").orElse("false").toLowerCase(Locale.ROOT);
    return switch (strict) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new StartupException(
          "PAWL_STRICT_VALIDATION must be true or false, not '" + strict + "'.");
    };
  }

  /**
   * For how long what is over is kept.
   *
   * @throws StartupException where a time is not a number of days
   */
  Kept kept() {
    Kept standard = Kept.STANDARD;
    return new Kept(
        Math.toIntExact(number("PAWL_RETENTION_DAYS", standard.executionDays(),
            Retention.LEAST_DAYS, Retention.MOST_DAYS)),
        Math.toIntExact(number("PAWL_AUDIT_DAYS", standard.auditDays(), Retention.LEAST_DAYS,
            Retention.MOST_DAYS)));
  }

  /**
   * The bounds of executions: AWS's, unless a variable says otherwise.
   *
   * @throws StartupException where one is not a number in its range
   */
  Limits limits() {
    Limits aws = Limits.DEFAULT;
    return new Limits(
        Math.toIntExact(
            number("PAWL_LIMIT_PAYLOAD_BYTES", aws.payloadBytes(), 1_024, 16_777_216)),
        number("PAWL_LIMIT_HISTORY_EVENTS", aws.historyEvents(), 100, 1_000_000),
        aws.burstTransitions(), aws.burstBytes(),
        Math.toIntExact(
            number("PAWL_LIMIT_ACTIVE_ITERATIONS", aws.activeIterations(), 1, 1_000)),
        number("PAWL_LIMIT_KEPT_BYTES", aws.keptBytes(), 1_048_576, 1_073_741_824),
        number("PAWL_LIMIT_EXECUTION_SECONDS", aws.executionSeconds(), 60, 315_360_000));
  }

  /**
   * How many versions, aliases and tags there may be: AWS's numbers, unless a variable says otherwise.
   *
   * @throws StartupException where one is not a number in its range
   */
  Quotas quotas() {
    Quotas aws = Quotas.DEFAULT;
    return new Quotas(
        Math.toIntExact(number("PAWL_LIMIT_VERSIONS", aws.versions(), 1, 100_000)),
        Math.toIntExact(number("PAWL_LIMIT_ALIASES", aws.aliases(), 1, 10_000)),
        Math.toIntExact(number("PAWL_LIMIT_TAGS", aws.tags(), 1, 200)));
  }

  /**
   * How often an account may call what: AWS's buckets as soon as there is more than one account, unless the variable says
   * otherwise.
   *
   * @throws StartupException where it cannot be read
   */
  Rates rates() {
    Rates.When when = Rates.When.SEVERAL_ACCOUNTS;
    Map<String, Rates.Rate> buckets = new HashMap<>(Rates.AWS);
    for (String part : get(RATES).orElse("auto").split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        when = when(part.strip());
      } else {
        String bucket = part.substring(0, equals).strip();
        if (!Rates.AWS.containsKey(bucket) && !bucket.equals("StartSyncExecution")) {
          throw new StartupException(
              RATES + " has a rate of '" + bucket + "', which is no operation.");
        }
        buckets.put(bucket, Rates.Rate.parse(part.substring(equals + 1).strip()).orElseThrow(
            () -> new StartupException(RATES + " must have rates like StartExecution=1300/300, not"
                + " '" + part.strip() + "'.")));
      }
    }
    return new Rates(when, buckets);
  }

  private static Rates.When when(String word) {
    return switch (word) {
      case "auto" -> Rates.When.SEVERAL_ACCOUNTS;
      case "on" -> Rates.When.ALWAYS;
      case "off" -> Rates.When.NEVER;
      default -> throw new StartupException(
          RATES + " must be auto, on or off, and rates after commas, not '" + word + "'.");
    };
  }

  private long number(String name, long standard, long least, long most) {
    String value = get(name).orElse(Long.toString(standard)).strip();
    if (value.matches("[0-9]{1,15}")) {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new StartupException(
        name + " must be a number from " + least + " to " + most + ", not '" + value + "'.");
  }

  /**
   * Where the logs of executions go; empty for nowhere.
   *
   * @throws StartupException where a name is unknown
   */
  Set<LogTarget> logTargets() {
    String names = get("PAWL_LOG_DESTINATIONS").orElse("structured,group").strip();
    Set<LogTarget> targets = EnumSet.noneOf(LogTarget.class);
    if (names.equals("none")) {
      return targets;
    }
    for (String name : names.split(",", -1)) {
      switch (name.strip().toLowerCase(Locale.ROOT)) {
        case "structured" -> targets.add(LogTarget.STRUCTURED);
        case "group" -> targets.add(LogTarget.GROUP);
        default -> throw new StartupException(
            "PAWL_LOG_DESTINATIONS may name structured and group, or be none, not '"
                + name.strip() + "'.");
      }
    }
    return targets;
  }

  /**
   * The OpenTelemetry collector that gets the logs of executions; empty for none.
   *
   * @throws StartupException where it is not the URL of one
   */
  Optional<URI> otlpLogs() {
    return get("PAWL_LOG_OTLP_ENDPOINT").map(Environment::collector);
  }

  /**
   * The ARNs of those who are told of all changes of executions' statuses; empty for nobody. No state machines: each
   * change would begin an execution, whose changes would begin more.
   *
   * @throws StartupException where one is not the ARN of a queue, a topic or a function
   */
  List<String> statusTargets() {
    List<String> targets = get("PAWL_STATUS_TARGETS").stream()
        .flatMap(list -> Arrays.stream(list.split(",", -1))).map(String::strip).toList();
    for (String target : targets) {
      if (!target.matches("arn:aws:(sqs|sns|lambda):[a-z0-9-]*:[0-9]{12}:.+")) {
        throw new StartupException(
            "PAWL_STATUS_TARGETS must be ARNs of SQS queues, SNS topics or Lambda functions, and '"
                + target + "' is none.");
      }
    }
    return targets;
  }

  private static URI collector(String url) {
    try {
      URI endpoint = new URI(url.strip());
      if (("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
          && endpoint.getHost() != null) {
        return endpoint;
      }
    } catch (URISyntaxException e) {
      throw new StartupException(notACollector(url), e);
    }
    throw new StartupException(notACollector(url));
  }

  private static String notACollector(String url) {
    return "PAWL_LOG_OTLP_ENDPOINT must be a whole URL such as http://localhost:4318/v1/logs,"
        + " not '" + url.strip() + "'.";
  }

  /**
   * The OpenID Connect provider whose tokens REST takes; empty for none.
   *
   * @throws StartupException where a setting of it is missing or cannot be used
   */
  Optional<OidcSettings> oidc() {
    try {
      return OidcSettings.fromEnvironment(variables);
    } catch (InvalidOidcSettingsException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Reads every setting, so that a wrong one is told before anything has been started. */
  void check() {
    authenticates();
    oidc();
    tls();
    roles();
    taskSettings();
    callPolicies();
    presetKey();
    strictValidation();
    kept();
    logTargets();
    otlpLogs();
    limits();
    quotas();
    rates();
  }

  /**
   * Whether requests have to come from somebody who is known.
   *
   * @throws StartupException where the setting is neither required nor off
   */
  boolean authenticates() {
    return switch (get("PAWL_AUTH").orElse("required")) {
      case "required" -> true;
      case "off" -> false;
      default -> throw new StartupException("PAWL_AUTH must be required or off, not '"
          + get("PAWL_AUTH").orElseThrow() + "'.");
    };
  }

  /**
   * The key that wraps the secrets of the database.
   *
   * @param file where it is kept and made, unless a variable has it; empty for nowhere
   * @throws StartupException where there is none, or it is not a key
   */
  MasterKey masterKey(Optional<Path> file) {
    try {
      Optional<String> text = get("PAWL_MASTER_KEY");
      Optional<Path> named = get("PAWL_MASTER_KEY_FILE").map(Path::of);
      if (text.isPresent()) {
        return MasterKey.of(text.get());
      }
      if (named.isEmpty() && file.isPresent() && !Files.exists(file.get())) {
        PrivateFile.create(file.get(), MasterKey.generate());
      }
      return masterKeyIn(named.or(() -> file).orElseThrow(
          () -> new StartupException("Set PAWL_MASTER_KEY_FILE to a file with 32 random bytes in"
              + " base64, the key of the database's secrets (openssl rand -base64 32 > FILE), or"
              + " PAWL_AUTH=off where only this machine reaches the server.")));
    } catch (IOException e) {
      throw new StartupException("The master key cannot be written: " + StartupException.reason(e)
          + ".", e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * A master key from its file.
   *
   * @throws StartupException where it cannot be read, or is no key
   */
  static MasterKey masterKeyIn(Path file) {
    try {
      return MasterKey.of(Files.readString(file));
    } catch (IOException e) {
      throw new StartupException("The master key cannot be read: " + StartupException.reason(e)
          + ".", e);
    } catch (IllegalArgumentException e) {
      throw new StartupException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The certificate and key of the server, both files in PEM; empty for HTTP without TLS.
   *
   * @throws StartupException where only one is set
   */
  Optional<Tls> tls() {
    Optional<String> certificate = get("PAWL_TLS_CERTIFICATE");
    Optional<String> key = get("PAWL_TLS_KEY");
    if (certificate.isPresent() != key.isPresent()) {
      throw new StartupException("Set both PAWL_TLS_CERTIFICATE and PAWL_TLS_KEY, or neither.");
    }
    return certificate.map(file -> new Tls(Path.of(file), Path.of(key.orElseThrow())));
  }

  /** Files in PEM. */
  record Tls(Path certificate, Path key) {}

  /**
   * The address to listen on. One that other machines reach wants callers who are known and a connection that nobody
   * else reads.
   */
  InetAddress bindAddress() {
    String name = get("PAWL_BIND").orElse("127.0.0.1");
    InetAddress address;
    try {
      address = InetAddress.getByName(name);
    } catch (UnknownHostException e) {
      throw new StartupException("PAWL_BIND names an unknown address '" + name + "'.", e);
    }
    if (address.isLoopbackAddress()) {
      return address;
    }
    if (!authenticates()) {
      throw new StartupException("With PAWL_AUTH=off Pawl listens on loopback addresses only;"
          + " PAWL_BIND is '" + name + "'.");
    }
    if (tls().isEmpty() && !get("PAWL_BEHIND_TLS_PROXY").orElse("false").equals("true")) {
      throw new StartupException("PAWL_BIND is '" + name + "', which other machines reach: set"
          + " PAWL_TLS_CERTIFICATE and PAWL_TLS_KEY, or PAWL_BEHIND_TLS_PROXY=true where a proxy"
          + " in front of Pawl speaks TLS.");
    }
    return address;
  }

  Optional<String> get(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
  }

  @Override
  public String toString() {
    return "Environment"
        + Arrays.toString(variables.keySet().stream().filter(n -> n.startsWith("PAWL_")).toArray());
  }
}

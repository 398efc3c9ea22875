package dev.pawl.api.execution;

import dev.pawl.api.ApiSettings;
import dev.pawl.api.access.Call;
import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import dev.pawl.db.execution.LogEvents.Position;
import dev.pawl.db.execution.LoggedEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what executions have left in the log group: of Express ones it is all that there is. */
public final class LogReader {
  private static final String LIST = "ListLogRecords";
  private static final int STANDARD_SIZE = 100;
  private static final int MOST = 1_000;

  /** Records come from nodes whose clocks are the database's, but for what passed since. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private final Database database;
  private final ApiSettings settings;
  private final PageTokens tokens;

  public LogReader(Database database, ApiSettings settings) {
    this.database = database;
    this.settings = settings;
    this.tokens = new PageTokens(settings.key(), settings.account(), database.clock());
  }

  /**
   * Records in the order of their times.
   *
   * @param records JSON texts
   * @param next the cursor of the next page; empty where there is none
   */
  public record Page(List<String> records, Optional<String> next) {}

  /**
   * A page of the log of an execution; empty where it has logged nothing, or is not there.
   *
   * @param size the most records, 1 to 1,000; empty or 0 for 100
   * @throws ApiException {@code InvalidArn}, {@code InvalidToken}, or {@code ExecutionDoesNotExist} where it is
   *     another account's
   */
  public Page page(String text, Optional<Integer> size, Optional<String> cursor) {
    Arn arn = Arn.parse(text)
        .filter(known -> known instanceof Arn.Execution || known instanceof Arn.Express)
        .orElseThrow(() -> ApiError.INVALID_ARN.about(text));
    if (!arn.account().equals(settings.account()) || !arn.region().equals(settings.region())) {
      throw ApiError.EXECUTION_DOES_NOT_EXIST.about(text);
    }
    Call.current().check("logs:GetLogEvents", text, Map.of());
    int most = size.filter(asked -> asked > 0).orElse(STANDARD_SIZE);
    if (most > MOST || size.filter(asked -> asked < 0).isPresent()) {
      throw ApiError.VALIDATION.about("The limit must be from 0 to " + MOST);
    }
    Position start = cursor.map(token -> position(tokens.read(LIST, text, token)))
        .orElseGet(() -> Position.from(Instant.EPOCH));
    List<LoggedEvent> found = database.logEvents().page(text, start,
        database.clock().instant().plus(AHEAD), most + 1);
    List<LoggedEvent> shown = found.subList(0, Math.min(most, found.size()));
    return new Page(shown.stream().map(LoggedEvent::record).toList(),
        found.size() > most
            ? Optional.of(tokens.issue(LIST, text, cursor(shown.getLast())))
            : Optional.empty());
  }

  private static String cursor(LoggedEvent last) {
    return last.at() + "#" + last.eventId();
  }

  private static Position position(String cursor) {
    int hash = cursor.indexOf('#');
    return new Position(Instant.parse(cursor.substring(0, hash)),
        Long.parseLong(cursor, hash + 1, cursor.length(), 10));
  }
}

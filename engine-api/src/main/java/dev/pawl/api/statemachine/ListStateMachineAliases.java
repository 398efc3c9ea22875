package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.Arns;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.api.protocol.Operation;
import dev.pawl.api.protocol.PageTokens;
import dev.pawl.api.protocol.Paging;
import dev.pawl.api.protocol.Request;
import dev.pawl.api.statemachine.StateMachineLookup.Named;
import dev.pawl.core.identity.Arn;
import dev.pawl.db.Database;
import dev.pawl.db.catalogue.AliasRow;
import dev.pawl.db.catalogue.Aliases;
import dev.pawl.db.catalogue.StateMachineRow;
import dev.pawl.db.catalogue.StateMachineStatus;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Lists the aliases of a state machine, or of one version of it. */
final class ListStateMachineAliases implements Operation {
  private final Database database;
  private final StateMachineLookup lookup;
  private final PageTokens tokens;

  ListStateMachineAliases(Database database, StateMachineLookup lookup, PageTokens tokens) {
    this.database = database;
    this.lookup = lookup;
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return "ListStateMachineAliases";
  }

  @Override
  public Map<String, @Nullable Object> handle(Request request) {
    String arn = request.text("stateMachineArn");
    Named named = named(Arns.stateMachine(arn), arn);
    if (named.machine().status() != StateMachineStatus.ACTIVE) {
      throw ApiError.STATE_MACHINE_DELETING.about(arn);
    }
    StateMachineRow row = named.machine();
    Optional<Integer> version = named instanceof Named.OfVersion of
        ? Optional.of(of.version().number())
        : Optional.empty();
    Paging paging = Paging.of(
        request, tokens, name(), row.id() + version.map(number -> ":" + number).orElse(""));
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    paging.fill(
        answer, "stateMachineAliases",
        database.aliases()
            .list(row.id(), version, paging.size() + 1,
                paging.cursor()
                    .map(ListStateMachineAliases::cursor)
                    .orElse(Aliases.Cursor.START)),
        alias -> line(row, alias), alias -> alias.createdAt() + " " + alias.name());
    return answer;
  }

  private Named named(Arn arn, String text) {
    return switch (arn) {
      case Arn.Alias _ ->
        throw ApiError.INVALID_ARN.about("Resource type not valid in this context: " + text);
      case Arn.Version _ -> lookup.findNamed(arn)
          .orElseThrow(() -> ApiError.RESOURCE_NOT_FOUND.about(text, text));
      default -> lookup.named(arn, text);
    };
  }

  private static Aliases.Cursor cursor(String place) {
    int blank = place.indexOf(' ');
    return new Aliases.Cursor(
        Instant.parse(place.substring(0, blank)), place.substring(blank + 1));
  }

  private Map<String, @Nullable Object> line(StateMachineRow row, AliasRow alias) {
    return Map.of(
        "stateMachineAliasArn", lookup.arn(row.name(), alias.name()),
        "creationDate", EpochSeconds.of(alias.createdAt()));
  }
}

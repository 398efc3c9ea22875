package dev.pawl.api.rest;

import static dev.pawl.api.rest.Route.on;

import dev.pawl.api.execution.LogReader;
import dev.pawl.api.rest.Route.Query;
import dev.pawl.core.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What executions have logged. */
final class LogRoutes {
  private static final String EXECUTION = "execution";

  private final LogReader reader;

  LogRoutes(LogReader reader) {
    this.reader = reader;
  }

  List<Route> routes() {
    return List.of(
        on("GET", "/logs", "listLogRecords",
            "Lists the records that an execution has left in the log group",
            request -> {
              String arn = request.parameter(EXECUTION).orElseThrow(
                  () -> ProblemException.badParameter("The parameter execution is required"));
              LogReader.Page page = reader.page(arn, request.number("limit"),
                  request.parameter("cursor"));
              Map<String, @Nullable Object> answer = new LinkedHashMap<>();
              answer.put("items", page.records().stream().map(Json::parse).toList());
              page.next().ifPresent(next -> answer.put("nextCursor", next));
              return RestAnswer.ok(answer);
            })
            .query(new Query(EXECUTION, Schemas.STRING, "The ARN of the execution"), Query.LIMIT,
                Query.CURSOR)
            .answers(200, Map.of("type", "object", "required", List.of("items"), "properties",
                Map.of("items", Map.of("type", "array", "items", Map.of("type", "object")),
                    "nextCursor", Schemas.STRING))));
  }
}

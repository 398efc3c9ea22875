package dev.pawl.core.parser;

import dev.pawl.core.asl.IntegerField;
import dev.pawl.core.asl.TaskState;
import dev.pawl.core.expression.Expression;
import dev.pawl.core.expression.JsonataExpressions.Reach;
import java.util.Optional;
import java.util.Set;

/** Reads a Task state. */
final class TaskReader {
  private static final long LONGEST = 99_999_999;
  private static final String CREDENTIALS = "Credentials";
  private static final String ROLE = "RoleArn";
  private static final String COMPUTED_ROLE = "RoleArn.$";
  private static final LanguageFields CREDENTIALS_FIELDS = new LanguageFields(
      Set.of(ROLE), Set.of(COMPUTED_ROLE), Set.of());

  private TaskReader() {}

  static Optional<TaskState> read(StateSource state) {
    Element fields = state.fields();
    var flow = DataFlowReader.read(state, Reach.WITH_RESULT);
    var resource = ResourceReader.read(fields, state.place().type());
    IntegerField timeout = seconds(state, "TimeoutSeconds");
    IntegerField heartbeat = seconds(state, "HeartbeatSeconds");
    if (timeout instanceof IntegerField.Literal(long limit)
        && heartbeat instanceof IntegerField.Literal(long beat) && beat >= limit) {
      fields.schema("HeartbeatSeconds must be smaller than TimeoutSeconds", "HeartbeatSeconds");
    }
    Optional<Expression> credentials = credentials(state);
    var handling = ErrorHandlingReader.read(state);
    var transition = DataFlowReader.transition(fields);
    return resource.flatMap(known -> transition.map(
        leads -> new TaskState(state.name(), flow, known, timeout, heartbeat, credentials,
            handling, leads)));
  }

  private static IntegerField seconds(StateSource state, String field) {
    return state.expressions()
        .integerOrPath(state.fields(), field, 1, LONGEST, state.jsonata());
  }

  private static Optional<Expression> credentials(StateSource state) {
    Element fields = state.fields();
    Optional<Element> credentials = fields.object(CREDENTIALS);
    if (credentials.isEmpty()) {
      return Optional.empty();
    }
    Element role = credentials.get();
    CREDENTIALS_FIELDS.check(role, state.language());
    role.text(ROLE);
    if (!role.has(ROLE) && (state.jsonata() || !role.has(COMPUTED_ROLE))) {
      fields.schema("The field 'RoleArn' is required but was missing", CREDENTIALS);
      return Optional.empty();
    }
    if (state.jsonata()) {
      return state.expressions().jsonata(fields, CREDENTIALS, Reach.INPUT_CONTEXT);
    }
    TemplateWarnings.check(fields, CREDENTIALS);
    return state.expressions().template(fields, CREDENTIALS);
  }
}

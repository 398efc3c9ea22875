package dev.pawl.api.statemachine;

import dev.pawl.api.protocol.ApiError;
import dev.pawl.api.protocol.ApiException;
import dev.pawl.api.protocol.EpochSeconds;
import dev.pawl.db.catalogue.RevisionRow;
import dev.pawl.db.catalogue.StateMachineRow;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members that answers about a state machine have in common. */
public final class StateMachineTree {
  private StateMachineTree() {}

  /**
   * Describes a state machine with one of its definitions.
   *
   * @param withData whether the definition is shown
   */
  public static Map<String, @Nullable Object> of(StateMachineRow row, RevisionRow revision,
      String arn, boolean withData, Definitions definitions) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    tree.put("stateMachineArn", arn);
    tree.put("name", row.name());
    if (withData) {
      tree.put("definition", revision.definition());
    }
    tree.put("roleArn", revision.roleArn());
    tree.put("loggingConfiguration", Configurations.loggingOf(row.logging()));
    tree.put("tracingConfiguration", Configurations.tracingOf(row.tracing()));
    tree.put("encryptionConfiguration", Configurations.encryptionOf(row.encryption()));
    putRevisionId(tree, revision);
    Map<String, ?> references = definitions.of(row.id(), row.type(), revision)
        .variableReferences();
    if (withData && !references.isEmpty()) {
      tree.put("variableReferences", references);
    }
    return tree;
  }

  /** As AWS: a state machine has no revision id before its first update. */
  static void putRevisionId(Map<String, @Nullable Object> tree, RevisionRow revision) {
    if (revision.revision() > 1) {
      tree.put("revisionId", revision.revisionId());
    }
  }

  /**
   * Refuses what is meant for another revision.
   *
   * @param asked a revision id; {@code INITIAL} for the first revision, which has none
   * @throws ApiException {@code ConflictException}
   */
  static void checkRevision(String asked, RevisionRow revision) {
    String current = revision.revision() > 1 ? revision.revisionId() : "INITIAL";
    if (!current.equals(asked)) {
      throw ApiError.CONFLICT.about(
          "The state machine has the revision " + current + ", not " + asked);
    }
  }

  /** A line of the list. */
  static Map<String, @Nullable Object> line(StateMachineRow row, String arn) {
    return Map.of(
        "stateMachineArn", arn,
        "name", row.name(),
        "type", row.type().name(),
        "creationDate", EpochSeconds.of(row.createdAt()));
  }
}

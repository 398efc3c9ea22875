package dev.pawl.db.catalogue;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A definition that a state machine has or had.
 *
 * @param revision counts from 1
 * @param revisionId the name that callers see
 * @param definition the text as it came
 * @param logging what is logged of its executions, as the API encodes it; null for nothing
 */
public record RevisionRow(
    int revision, String revisionId, String definition, String roleArn, Instant createdAt,
    @Nullable String logging) {}

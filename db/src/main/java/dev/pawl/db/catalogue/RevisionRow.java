package dev.pawl.db.catalogue;

import java.time.Instant;

/**
 * A definition that a state machine has or had.
 *
 * @param revision counts from 1
 * @param revisionId the name that callers see
 * @param definition the text as it came
 */
public record RevisionRow(
    int revision, String revisionId, String definition, String roleArn, Instant createdAt) {}

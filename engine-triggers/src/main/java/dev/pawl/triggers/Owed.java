package dev.pawl.triggers;

import java.util.UUID;

/**
 * A call that an event asks of a target.
 *
 * @param id the same for the same event and target, so that what is kept twice is one
 * @param source the ARN of the rule
 * @param ageSeconds for how long the target may be tried
 */
public record Owed(UUID id, String source, TargetCall call, int ageSeconds) {}

package dev.pawl.worker.definition;

import dev.pawl.core.asl.StateMachine;
import java.util.UUID;

/**
 * One revision of a state machine, ready to run.
 *
 * @param id the state machine's in the catalogue; a Map run's child has that of its parent
 * @param definition parsed, with every expression compiled
 * @param arn without a version or alias
 * @param roleArn the revision's role
 * @param logging what is logged of its executions
 */
public record Machine(UUID id, int revision, StateMachine definition, String arn, String name,
    String roleArn,
    Logging logging) {}

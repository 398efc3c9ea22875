package dev.pawl.worker.definition;

import dev.pawl.core.asl.StateMachine;

/**
 * One revision of a state machine, ready to run.
 *
 * @param definition parsed, with every expression compiled
 * @param arn without a version or alias
 * @param roleArn the revision's role
 * @param logging what is logged of its executions
 */
public record Machine(StateMachine definition, String arn, String name, String roleArn,
    Logging logging) {}

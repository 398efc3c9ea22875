package dev.pawl.core.asl;

import dev.pawl.core.expression.Expression;
import dev.pawl.core.task.Resource;
import java.util.Optional;

/**
 * Has work done by a connector, a function or an activity.
 *
 * @param timeout seconds from the attempt's start; absent: 99,999,999
 * @param heartbeat seconds that may pass between heartbeats; absent: no limit
 * @param credentials {@code Credentials}: a template that gives {@code {"RoleArn": ...}}
 */
public record TaskState(String name, DataFlow flow, Resource resource, IntegerField timeout,
    IntegerField heartbeat,
    Optional<Expression> credentials, ErrorHandling handling,
    Transition transition) implements State {}

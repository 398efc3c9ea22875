package dev.pawl.core.codec;

import dev.pawl.core.json.Payload;
import dev.pawl.core.task.Resource;
import org.jspecify.annotations.Nullable;

/**
 * What a task's row keeps of its call, so that another node can make it.
 *
 * @param roleArn the role of the state's Credentials; null where it has none
 * @param timeoutSeconds how long an attempt may take
 */
public record StoredCall(Resource resource, Payload parameters, @Nullable String roleArn,
    long timeoutSeconds) {}

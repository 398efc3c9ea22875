package dev.pawl.core.maprun;

import dev.pawl.core.json.Payload;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a Map run has to work on.
 *
 * @param key the key of an item of an object; null for all others
 */
public record MapItem(Payload value, @Nullable String key) {}

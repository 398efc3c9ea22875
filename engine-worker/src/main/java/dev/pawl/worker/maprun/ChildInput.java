package dev.pawl.worker.maprun;

import dev.pawl.core.json.Payload;

/**
 * What a child gets.
 *
 * @param items on how many items it works
 */
record ChildInput(Payload input, int items) {}

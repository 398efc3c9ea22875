package dev.pawl.core.maprun;

import dev.pawl.core.json.Payload;
import org.jspecify.annotations.Nullable;

/**
 * What a Map run is to do, as far as the definition does not say it: everything that the state's expressions gave
 * when the state was entered.
 *
 * @param items the items, an array or an object; null where an ItemReader finds them
 * @param readerArguments what the ItemReader's call takes; null without one
 * @param maxItems after so many items reading ends; 0 for no limit, negative where the definition computed nonsense
 * @param selection what the ItemSelector sees; null without one
 * @param batchInput what every child gets beside its items; null for nothing
 * @param batchItems the most items of a child; 0 for no limit
 * @param batchBytes the most bytes of a child's input; 0 for no limit
 * @param writerArguments what the ResultWriter's call takes; null without one
 * @param parameters what UpdateMapRun may change
 */
public record MapPlan(@Nullable Payload items, @Nullable Payload readerArguments, long maxItems,
    @Nullable Selection selection, @Nullable Payload batchInput, long batchItems, long batchBytes,
    @Nullable Payload writerArguments, MapRunParameters parameters) {}

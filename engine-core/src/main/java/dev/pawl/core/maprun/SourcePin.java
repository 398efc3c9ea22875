package dev.pawl.core.maprun;

import java.util.Optional;

/**
 * Which content an object had when its items were read for the first time.
 *
 * @param etag as the store gave it
 * @param version the id of the object's version; empty where its bucket keeps none
 */
public record SourcePin(String etag, Optional<String> version) {}

package dev.pawl.core.asl;

/**
 * How many items of a Map may fail before the state does. An inline Map's fields are read and have no effect.
 *
 * @param count {@code ToleratedFailureCount}; absent: none
 * @param percentage {@code ToleratedFailurePercentage}; absent: none
 */
public record Tolerance(IntegerField count, PercentageField percentage) {}

package dev.pawl.core.asl;

/** Ends its graph with success. */
public record SucceedState(String name, DataFlow flow) implements State {}

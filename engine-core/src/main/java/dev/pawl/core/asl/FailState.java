package dev.pawl.core.asl;

/** Fails its graph with an error and a cause, either of which may be absent. */
public record FailState(String name, TextField error, TextField cause) implements State {}

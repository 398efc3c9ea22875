package dev.pawl.core.asl;

/** Holds the execution until a time, then goes on. */
public record WaitState(String name, DataFlow flow, WaitUntil until,
    Transition transition) implements State {}

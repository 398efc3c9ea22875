package dev.pawl.core.maprun;

/**
 * A child that is about to be redriven.
 *
 * @param redrives how often it was redriven before: once it says more, it has been done
 */
public record WaitingChild(int index, int redrives) {}

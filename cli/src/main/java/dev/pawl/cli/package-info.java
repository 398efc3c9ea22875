/**
 * The commands of {@code pawl} for those who write definitions and look after executions. Each command is a class;
 * what they share is how they reach a service, how they print, and how they end.
 */
@NullMarked
package dev.pawl.cli;

import org.jspecify.annotations.NullMarked;

/** Runs a definition on this machine, and shows it while it runs. */
@NullMarked
package dev.pawl.cli.run;

import org.jspecify.annotations.NullMarked;

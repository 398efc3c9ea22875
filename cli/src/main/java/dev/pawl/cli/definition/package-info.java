/** Commands that read a definition from a file and need no service. */
@NullMarked
package dev.pawl.cli.definition;

import org.jspecify.annotations.NullMarked;

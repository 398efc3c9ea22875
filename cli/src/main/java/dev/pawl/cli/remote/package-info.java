/** Commands that ask a service: Pawl's, or AWS's own. */
@NullMarked
package dev.pawl.cli.remote;

import org.jspecify.annotations.NullMarked;

/** Real servers for the tests of connectors and of whole executions: each on loopback, each with an end. */
@NullMarked
package dev.pawl.tasks.real;

import org.jspecify.annotations.NullMarked;

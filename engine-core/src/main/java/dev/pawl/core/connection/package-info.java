/** Connections of HTTP tasks: whose credentials they use, as EventBridge's CreateConnection says it. */
@NullMarked
package dev.pawl.core.connection;

import org.jspecify.annotations.NullMarked;

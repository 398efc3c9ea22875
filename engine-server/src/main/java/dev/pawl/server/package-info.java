/** The composition root: one main, the roles of a node, and the pawl command. No logic of its own. */
@NullMarked
package dev.pawl.server;

import org.jspecify.annotations.NullMarked;

/** What accounts create: state machines and activities. */
@NullMarked
package dev.pawl.db.catalogue;

import org.jspecify.annotations.NullMarked;

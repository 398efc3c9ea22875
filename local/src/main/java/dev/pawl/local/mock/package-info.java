/** What stands in for the services that a run would call: in code, or in files of two forms. */
@NullMarked
package dev.pawl.local.mock;

import org.jspecify.annotations.NullMarked;

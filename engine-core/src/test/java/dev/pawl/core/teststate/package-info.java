/** Tests of states under test. */
@NullMarked
package dev.pawl.core.teststate;

import org.jspecify.annotations.NullMarked;

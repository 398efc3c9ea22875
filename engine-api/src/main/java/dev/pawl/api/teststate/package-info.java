/** {@code TestState}: a state is run alone, and nothing of it is kept. */
@NullMarked
package dev.pawl.api.teststate;

import org.jspecify.annotations.NullMarked;

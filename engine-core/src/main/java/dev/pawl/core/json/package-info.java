/**
 * JSON values as the engine moves them: the text as it came and, on first need, its tree. Text that
 * no path or template touches keeps its bytes (reference: expressions, section 1).
 */
@NullMarked
package dev.pawl.core.json;

import org.jspecify.annotations.NullMarked;

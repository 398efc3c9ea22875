/**
 * What a definition may compute: paths, payload templates, intrinsic functions and JSONata, each
 * compiled once with the definition and evaluated against a Scope (reference: expressions).
 */
@NullMarked
package dev.pawl.core.expression;

import org.jspecify.annotations.NullMarked;

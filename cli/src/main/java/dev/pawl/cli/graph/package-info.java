/** Draws state machines: as SVG, laid out in layers, and as text. */
@NullMarked
package dev.pawl.cli.graph;

import org.jspecify.annotations.NullMarked;

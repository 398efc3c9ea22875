@NullMarked
package dev.pawl.server;

import org.jspecify.annotations.NullMarked;

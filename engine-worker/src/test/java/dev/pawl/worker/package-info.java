@NullMarked
package dev.pawl.worker;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.pawl.api.signature;

import org.jspecify.annotations.NullMarked;

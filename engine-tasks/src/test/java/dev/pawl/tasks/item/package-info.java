@NullMarked
package dev.pawl.tasks.item;

import org.jspecify.annotations.NullMarked;

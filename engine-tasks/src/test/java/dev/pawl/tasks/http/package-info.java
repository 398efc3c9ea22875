@NullMarked
package dev.pawl.tasks.http;

import org.jspecify.annotations.NullMarked;

/** The web application for people, as files: its data come by the REST API, with the rights of whoever signs in. */
@NullMarked
package dev.pawl.api.console;

import org.jspecify.annotations.NullMarked;

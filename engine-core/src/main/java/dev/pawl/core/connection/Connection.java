package dev.pawl.core.connection;

/**
 * An EventBridge connection: whose credentials an HTTP task uses, and what it adds to every request.
 *
 * @param arn with the connection's name and id
 * @param version changes with every change of the connection
 */
public record Connection(String arn, String version, Authorization authorization,
    HttpParameters invocation) {}

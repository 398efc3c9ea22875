package dev.pawl.tasks;

/**
 * One AWS service that the SDK on the classpath knows.
 *
 * @param token the service's name in {@code aws-sdk:<token>:<action>}: its package in the SDK
 * @param errorPrefix what stands before the dot in the error names of generic calls
 * @param clientType the interface of the SDK's blocking client
 */
record SdkService(String token, String errorPrefix, Class<?> clientType) {}

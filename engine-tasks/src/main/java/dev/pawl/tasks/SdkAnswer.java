package dev.pawl.tasks;

import java.util.Optional;
import software.amazon.awssdk.core.SdkResponse;

/** What a call of the SDK brought: the answer and, where it streams one, its body. */
record SdkAnswer(SdkResponse response, Optional<byte[]> body) {}

package dev.pawl.core.expression;

import com.dashjoin.jsonata.JException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** {@code $encodeUrl} and {@code $encodeUrlComponent}: JavaScript's encodeURI and encodeURIComponent. */
final class JsonataUrls {
  private static final String UNRESERVED = "-_.!~*'()";
  private static final String RESERVED = ";,/?:@&=+$#";

  private JsonataUrls() {}

  static @Nullable Object encodeUrl(JsonataArguments arguments) {
    return encode(arguments, UNRESERVED + RESERVED);
  }

  static @Nullable Object encodeUrlComponent(JsonataArguments arguments) {
    return encode(arguments, UNRESERVED);
  }

  private static @Nullable Object encode(JsonataArguments arguments, String kept) {
    String text = arguments.text(0);
    if (text == null) {
      return null;
    }
    EvaluationGuard guard = EvaluationGuard.current();
    StringBuilder encoded = new StringBuilder();
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int point = text.codePointAt(i);
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        throw new JException("D3140", -1, text, arguments.function());
      }
      guard.tick();
      guard.string(encoded.length());
      if (isLetterOrDigit(point) || kept.indexOf(point) >= 0) {
        encoded.append((char) point);
      } else {
        for (byte part : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
          encoded.append(String.format("%%%02X", part));
        }
      }
    }
    return encoded.toString();
  }

  private static boolean isLetterOrDigit(int point) {
    return (point >= 'a' && point <= 'z') || (point >= 'A' && point <= 'Z')
        || (point >= '0' && point <= '9');
  }
}

package dev.pawl.api.protocol;

/** What a state machine, an execution or an activity may be called (reference: asl, section 1). */
final class ResourceNames {
  private static final int LONGEST = 80;
  private static final String FORBIDDEN = "<>{}[]?*\"#%\\^|~`$&,;:/";
  private static final int LAST_CODE_POINT = 0x10FFFF;

  private ResourceNames() {}

  static boolean valid(String name) {
    int length = name.codePointCount(0, name.length());
    return length >= 1 && length <= LONGEST
        && name.codePoints().noneMatch(ResourceNames::forbidden);
  }

  private static boolean forbidden(int c) {
    return FORBIDDEN.indexOf(c) >= 0 || Character.isWhitespace(c) || Character.isSpaceChar(c)
        || Character.isISOControl(c) || c == 0xFFFE || c == 0xFFFF || c == LAST_CODE_POINT
        || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}

package io.proofworks.protocol;

import java.util.HexFormat;

/** The one text form of fixed-width bytes: {@code 0x}, then lower-case hex, nothing else. */
final class FixedHex {

  private static final HexFormat HEX = HexFormat.of();

  private FixedHex() {}

  static String format(byte[] bytes, int width, String what) {
    if (bytes.length != width) {
      throw new IllegalArgumentException(what + " has " + width + " bytes, not " + bytes.length);
    }
    return "0x" + HEX.formatHex(bytes);
  }

  static byte[] bytes(String hex) {
    return HEX.parseHex(hex, 2, hex.length());
  }

  static String require(String text, int width, String what) {
    if (!isCanonical(text, width)) {
      throw new IllegalArgumentException(
          what + " is 0x and " + 2 * width + " lower-case hex digits, not " + shortened(text));
    }
    return text;
  }

  static boolean isCanonical(String text, int width) {
    return text.length() == 2 + 2 * width && text.startsWith("0x") && isLowerHex(text);
  }

  private static boolean isLowerHex(String text) {
    for (int i = 2; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }

  private static String shortened(String text) {
    return text.length() <= 80 ? "'" + text + "'" : "'" + text.substring(0, 80) + "...'";
  }
}

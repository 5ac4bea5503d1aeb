package io.proofworks.protocol;

import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Fixed-width bytes in their one text form: {@code 0x}, then lower-case hex, nothing else. */
abstract sealed class FixedHex permits Address, Hash32 {

  private static final HexFormat HEX = HexFormat.of();

  private final String hex;

  /**
   * @param canonical as {@link #format} or {@link #require} gave it
   */
  FixedHex(String canonical) {
    this.hex = canonical;
  }

  /** {@code 0x} and lower-case hex digits, the only text form. */
  public final String hex() {
    return hex;
  }

  /** A fresh copy of the bytes. */
  public final byte[] bytes() {
    return HEX.parseHex(hex, 2, hex.length());
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof FixedHex that && getClass() == that.getClass() && hex.equals(that.hex);
  }

  @Override
  public final int hashCode() {
    return hex.hashCode();
  }

  @Override
  public final String toString() {
    return hex;
  }

  static String format(byte[] bytes, int width, String what) {
    if (bytes.length != width) {
      throw new IllegalArgumentException(what + " has " + width + " bytes, not " + bytes.length);
    }
    return "0x" + HEX.formatHex(bytes);
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

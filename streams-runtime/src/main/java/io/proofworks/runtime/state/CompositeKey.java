package io.proofworks.runtime.state;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The keys of stores that are made of several parts, of which outsiders choose some: a route may be
 * called {@code a|b}. Two lists of parts that differ have keys that differ, and all that begins
 * with the same parts stands together and with nothing else, whatever characters they have.
 *
 * <p>Parts are joined by {@code |}; in a part all but letters, digits and {@code .-*_} is written
 * as in the query of a URL, so that neither the separator nor what sorts behind it is left in it.
 */
public final class CompositeKey {

  private static final String SEPARATOR = "|";

  /** Sorts after every character that keys are made of. */
  private static final String LAST = "~";

  private CompositeKey() {}

  /** The key of these parts. */
  public static String of(String... parts) {
    return Arrays.stream(parts).map(CompositeKey::escaped).collect(Collectors.joining(SEPARATOR));
  }

  /** A key with one part more. */
  public static String under(String key, String part) {
    return beginning(key) + escaped(part);
  }

  /** What the keys under a key begin with. */
  public static String beginning(String key) {
    return key + SEPARATOR;
  }

  /** Just after all keys with that beginning. */
  public static String after(String beginning) {
    return beginning + LAST;
  }

  private static String escaped(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }
}

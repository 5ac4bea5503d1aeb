package io.proofworks.worker.keys.pkcs11;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Names a key in a module, by the attributes of a PKCS#11 URI (RFC 7512) that are needed.
 *
 * @param token label of the token
 * @param label of the key's objects, public and private
 * @param module the library
 * @param pin file with the user's PIN
 */
public record TokenKey(String token, String label, Path module, Path pin) {

  private static final String FORM =
      "pkcs11:token=TOKEN;object=LABEL?module-path=FILE&pin-source=FILE";

  private static final Set<String> NEEDED = Set.of("token", "object", "module-path", "pin-source");

  /**
   * Reads {@code pkcs11:token=TOKEN;object=LABEL?module-path=FILE&pin-source=FILE}, where anything
   * may be percent-encoded and a file may be a {@code file:} URI.
   *
   * @throws IllegalArgumentException naming what is missing or not known, and no value, which may
   *     be a key; a PIN in the URI is refused, since arguments are seen by others
   */
  public static TokenKey parse(String text) {
    if (!text.startsWith("pkcs11:")) {
      throw new IllegalArgumentException(
          "a key in a module is " + FORM + ", and what was given is not");
    }
    Map<String, String> said = new HashMap<>();
    Arrays.stream(text.substring("pkcs11:".length()).split("[;?&]"))
        .filter(part -> !part.isEmpty())
        .forEach(part -> put(said, part));
    return new TokenKey(
        needed(said, "token"),
        needed(said, "object"),
        path(needed(said, "module-path")),
        path(needed(said, "pin-source")));
  }

  private static String needed(Map<String, String> said, String name) {
    String value = said.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name + " is missing; a key in a module is " + FORM);
    }
    return value;
  }

  private static void put(Map<String, String> said, String part) {
    int equals = part.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("a part has no value; a key in a module is " + FORM);
    }
    String name = part.substring(0, equals);
    if (name.equals("pin-value")) {
      throw new IllegalArgumentException("no PIN in arguments: pin-source names a file with it");
    }
    if (!NEEDED.contains(name)) {
      throw new IllegalArgumentException(name + " is not known; a key in a module is " + FORM);
    }
    String value = part.substring(equals + 1).replace("+", "%2B"); // a URI, not a form
    said.put(name, URLDecoder.decode(value, StandardCharsets.UTF_8));
  }

  private static Path path(String text) {
    return Path.of(text.startsWith("file:") ? text.replaceFirst("^file:(//)?", "") : text);
  }

  @Override
  public String toString() {
    return label + " of " + token;
  }
}

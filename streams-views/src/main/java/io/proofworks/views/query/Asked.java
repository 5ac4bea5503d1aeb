package io.proofworks.views.query;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request as far as it can be answered: its path and query have been checked.
 *
 * @param path what stands for the names in the path
 * @param now epoch milliseconds
 */
record Asked(Map<String, String> path, Parameters query, long now) {

  /** The only or first part of the path that has a name. */
  String id(String name) {
    return path.getOrDefault(name, "");
  }

  /** A batch or task id of the path. */
  String hash(String name) {
    return hashOf(id(name));
  }

  /**
   * @throws Problem bad-id
   */
  static String hashOf(String id) {
    return Hash32.tryParse(id)
        .map(Hash32::hex)
        .orElseThrow(() -> new Problem(400, "bad-id", "an id is 0x and 64 lower-case hex digits"));
  }

  /** An address of the path. */
  String address(String name) {
    return addressOf(id(name));
  }

  /**
   * @throws Problem bad-id
   */
  static String addressOf(String id) {
    return Address.tryParse(id)
        .map(Address::hex)
        .orElseThrow(
            () -> new Problem(400, "bad-id", "an address is 0x and 40 lower-case hex digits"));
  }

  /** The same question from a cursor on. */
  String at(String where, String cursor) {
    Map<String, String> values = new TreeMap<>(query.values());
    values.put("cursor", cursor);
    return where
        + "?"
        + values.entrySet().stream()
            .map(value ->
                value.getKey() + "=" + URLEncoder.encode(value.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
  }
}

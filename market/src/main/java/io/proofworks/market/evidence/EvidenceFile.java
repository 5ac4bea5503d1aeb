package io.proofworks.market.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * {@link Evidence} as text: one JSON object. Numbers of 64 bits are texts, bytes base64 (RFC 4648),
 * hashes 0x and 64 hex digits.
 */
public final class EvidenceFile {

  /** More than a receipt of the largest batch takes, with what is said of it. */
  public static final long MAX_BYTES = 16L << 20;

  static final String FORMAT = "proofworks-evidence/1";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private EvidenceFile() {}

  /** As text that ends with a newline. */
  public static String write(Evidence evidence) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT).put("domain", evidence.domain().hex());
    write(root.putObject("record"), evidence.record());
    write(root.putObject("entry"), evidence.entry());
    ArrayNode outcome = root.putArray("outcome");
    evidence.outcome().forEach(outcome::add);
    ArrayNode trees = root.putArray("cosigned");
    evidence.cosigned().forEach(tree -> write(trees.addObject(), tree));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts is JSON", e);
    }
  }

  private static void write(ObjectNode node, Evidence.Applied record) {
    Coordinates at = record.at();
    node.put("topic", at.topic()).put("partition", at.partition());
    node.put("offset", Long.toString(at.offset())).put("time", Long.toString(at.time()));
    node.put("key", base64(record.key())).put("value", base64(record.value()));
  }

  private static void write(ObjectNode node, Evidence.Entry entry) {
    node.put("journal", entry.journal()).put("sequence", Long.toString(entry.sequence()));
    node.put("previousHash", entry.previousHash().hex());
    ObjectNode clocks = node.putObject("clocks");
    new TreeMap<>(entry.clocks()).forEach((topic, time) -> clocks.put(topic, Long.toString(time)));
    node.put("outcomeDigest", entry.outcomeDigest().hex());
  }

  private static void write(ObjectNode node, Evidence.Cosigned tree) {
    node.put("witness", tree.witness()).put("size", Long.toString(tree.size()));
    node.put("root", tree.root().hex()).put("time", Long.toString(tree.time()));
    node.put("signature", base64(tree.signature()));
    ArrayNode path = node.putArray("path");
    tree.path().forEach(hash -> path.add(hash.hex()));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException naming what is missing or out of form
   */
  public static Evidence read(String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("evidence is JSON: " + e.getOriginalMessage(), e);
    }
    if (!root.path("format").asText().equals(FORMAT)) {
      throw new IllegalArgumentException("the format of evidence is " + FORMAT);
    }
    return new Evidence(
        field(root, "domain", Hash32::parse),
        record(root.path("record")),
        entry(root.path("entry")),
        all(root.path("outcome"), JsonNode::asText),
        all(root.path("cosigned"), EvidenceFile::cosigned));
  }

  private static Evidence.Applied record(JsonNode node) {
    return new Evidence.Applied(
        new Coordinates(
            field(node, "topic", Function.identity()),
            field(node, "partition", Integer::parseInt),
            field(node, "offset", Long::parseLong),
            field(node, "time", Long::parseLong)),
        field(node, "key", Base64.getDecoder()::decode),
        field(node, "value", Base64.getDecoder()::decode));
  }

  private static Evidence.Entry entry(JsonNode node) {
    Map<String, Long> clocks = new HashMap<>();
    for (Map.Entry<String, JsonNode> clock : node.path("clocks").properties()) {
      clocks.put(clock.getKey(), field(node.path("clocks"), clock.getKey(), Long::parseLong));
    }
    return new Evidence.Entry(
        field(node, "journal", Function.identity()),
        field(node, "sequence", Long::parseLong),
        field(node, "previousHash", Hash32::parse),
        clocks,
        field(node, "outcomeDigest", Hash32::parse));
  }

  private static Evidence.Cosigned cosigned(JsonNode node) {
    return new Evidence.Cosigned(
        field(node, "witness", Function.identity()),
        field(node, "size", Long::parseLong),
        field(node, "root", Hash32::parse),
        field(node, "time", Long::parseLong),
        field(node, "signature", Base64.getDecoder()::decode),
        all(node.path("path"), hash -> Hash32.parse(hash.asText())));
  }

  private static <T> List<T> all(JsonNode array, Function<JsonNode, T> read) {
    List<T> values = new ArrayList<>();
    array.forEach(value -> values.add(read.apply(value)));
    return values;
  }

  private static <T> T field(JsonNode node, String name, Function<String, T> parse) {
    JsonNode value = node.path(name);
    if (!value.isValueNode() || value.isNull()) {
      throw new IllegalArgumentException("evidence without " + name);
    }
    try {
      return parse.apply(value.asText());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("evidence with a bad " + name + ": " + e.getMessage(), e);
    }
  }
}

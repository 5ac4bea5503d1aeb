package io.proofworks.market.reference;

import static io.proofworks.market.reference.Markdown.code;
import static io.proofworks.market.reference.Markdown.head;
import static io.proofworks.market.reference.Markdown.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.messages.MessageTypes;
import io.proofworks.protocol.StructType;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.avro.Schema;

/** Every field of every message; each has to say what it is. */
final class MessagePage {

  /** Fields that many messages have. */
  private static final Map<String, String> COMMON =
      Map.ofEntries(
          Map.entry("domain", "The market, 32 bytes."),
          Map.entry("batchId", "The batch, 32 bytes."),
          Map.entry("taskId", "The task, 32 bytes."),
          Map.entry("proverId", "Address of the prover."),
          Map.entry("aggregatorId", "Address of the aggregator."),
          Map.entry("requesterId", "Address of the requester."),
          Map.entry("account", "Address of the account."),
          Map.entry("epoch", "From 1; each assignment of the same task or job has the next."),
          Map.entry("taskClass", "A TaskClass."),
          Map.entry("proofSystem", "Proof system and version, for instance risc0-groth16."),
          Map.entry("programHash", "The program that was run: an image id, or a key's digest."),
          Map.entry("publicInputs", "What the proof shows of itself, in the proof system's form."),
          Map.entry("inputCommitment", "keccak256 of the trace."),
          Map.entry("statementId", "What is proved, whoever proves it."),
          Map.entry("binding", "A Binding."),
          Map.entry("shardIndex", "From 0."),
          Map.entry("shardCount", "Shards of the batch."),
          Map.entry("shardWeight", "Thousands of constraints."),
          Map.entry("deadline", "Append time after which nothing is paid."),
          Map.entry("routeId", "The route that waits for the batch."),
          Map.entry("reward", "Base units for an accepted proof."),
          Map.entry("bond", "Base units reserved while the outcome is open."),
          Map.entry("amount", "Base units."),
          Map.entry("free", "Base units that may be locked, escrowed or withdrawn."),
          Map.entry("reserved", "Base units locked as bonds."),
          Map.entry("paid", "Base units earned."),
          Map.entry("cause", "Why, in a word."),
          Map.entry("reason", "A Reason."),
          Map.entry("late", "Whether it came in the grace after its window."),
          Map.entry("scheme", "The aggregation scheme."),
          Map.entry("jobId", "The aggregation job, 32 bytes."),
          Map.entry("nodeId", "Node of the aggregation tree."),
          Map.entry("input", "The record that it answers."),
          Map.entry("inputDigest", "keccak256 of that record."),
          Map.entry("taskPublishedAt", "Append time of the task."),
          Map.entry("verifiedAt", "Log time at which the proof was accepted."),
          Map.entry("asOf", "Log time up to which it is true."),
          Map.entry("signature", "Of all other fields, see above."));

  private MessagePage() {}

  static String text() throws IllegalAccessException {
    Map<String, String> structs = structs();
    Map<String, Schema> parts = new TreeMap<>();
    StringBuilder text = new StringBuilder();
    text.append(
        """
        Ids, addresses and digests are lower-case `0x` hex strings; amounts are whole base units (6 decimals); times are epoch
        milliseconds. Words such as reasons and states are in [vocabularies](vocabularies.md). A signed message is signed as
        EIP-712 typed data of the type that stands with it, under the domain of [the protocol](protocol.md).

        """);
    for (Topic<?> topic : Topics.all()) {
      Schema schema = topic.schema();
      text.append("## ").append(schema.getName()).append("\n\nOn `");
      text.append(topic.name()).append("`. ").append(told(schema.getDoc())).append("\n\n");
      Optional.ofNullable(structs.get(schema.getName()))
          .ifPresent(type -> text.append("Signed as\n\n    ").append(type).append("\n\n"));
      text.append(fields(schema, parts)).append('\n');
    }
    text.append("# Parts of messages\n\n");
    for (Schema part : List.copyOf(parts.values())) {
      text.append("## ").append(part.getName()).append("\n\n");
      if (part.getDoc() != null) {
        text.append(told(part.getDoc())).append("\n\n");
      }
      text.append(fields(part, parts)).append('\n');
    }
    return text.toString();
  }

  /** By the name of the message that is signed as it. */
  private static Map<String, String> structs() throws IllegalAccessException {
    Map<String, String> structs = new LinkedHashMap<>();
    for (Field field : MessageTypes.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.get(null) instanceof StructType type) {
        structs.put(type.name(), type.toString());
      }
    }
    return structs;
  }

  private static String told(String doc) {
    return doc == null ? "" : doc.replaceAll("\\s+", " ");
  }

  private static String fields(Schema record, Map<String, Schema> parts) {
    StringBuilder table = new StringBuilder(head("field", "type", "what it is"));
    for (Schema.Field field : record.getFields()) {
      table.append(row(code(field.name()), type(field.schema(), parts), told(field.doc())));
    }
    return table.toString();
  }

  private static String meaning(Schema record, Schema.Field field) {
    String meaning = field.doc() == null ? COMMON.get(field.name()) : told(field.doc());
    assertThat(meaning).as("%s.%s says what it is", record.getName(), field.name()).isNotBlank();
    return meaning;
  }

  private static String type(Schema schema, Map<String, Schema> parts) {
    return switch (schema.getType()) {
      case RECORD -> {
        if (parts.putIfAbsent(schema.getName(), schema) == null) {
          schema.getFields().forEach(field -> type(field.schema(), parts));
        }
        yield "[" + schema.getName() + "](#" + schema.getName().toLowerCase(Locale.ROOT) + ")";
      }
      case ARRAY -> "list of " + type(schema.getElementType(), parts);
      case MAP -> "map to " + type(schema.getValueType(), parts);
      case UNION ->
          schema.getTypes().stream()
              .map(one -> type(one, parts))
              .collect(Collectors.joining(" or "));
      default -> schema.getType().getName();
    };
  }
}

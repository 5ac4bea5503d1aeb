package io.proofworks.views.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.topics.Cleanup;
import io.proofworks.topics.Party;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The AsyncAPI 3 document of the topics, made of the catalogue and the Avro schemas. It describes
 * the market: what it receives is written by others, what it sends is for them to read.
 */
public final class AsyncApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KAFKA_BINDING = "0.5.0";
  private static final String AVRO = "application/vnd.apache.avro";
  private static final String DOCUMENT = build().toPrettyString();

  private AsyncApi() {}

  /** The document, JSON. */
  public static String document() {
    return DOCUMENT;
  }

  private static ObjectNode build() {
    ObjectNode document = JSON.createObjectNode();
    document.put("asyncapi", "3.0.0");
    document
        .putObject("info")
        .put("title", "Proofworks topics")
        .put("version", "1")
        .put(
            "description",
            "Topics of the settlement market. Values are Avro in the Confluent wire format, keys"
                + " UTF-8 text; the partition is murmur2 of the key. Times are the brokers' append"
                + " times. Records with the header `tick` and no key only say that time has"
                + " passed: skip them. Read with isolation.level=read_committed.")
        .putObject("license")
        .put("name", "Apache-2.0")
        .put("url", "https://www.apache.org/licenses/LICENSE-2.0");
    document.put("defaultContentType", AVRO);
    ObjectNode channels = document.putObject("channels");
    ObjectNode operations = document.putObject("operations");
    ObjectNode messages = document.putObject("components").putObject("messages");
    for (Topic<?> topic : Topics.all()) {
      channel(channels.putObject(id(topic)), topic);
      message(messages.putObject(messageOf(topic)), topic);
      operation(operations, topic, "receive", party -> !party.application());
      operation(operations, topic, "send", Party::application);
    }
    return document;
  }

  /** AsyncAPI's names have no dots. */
  private static String id(Topic<?> topic) {
    return topic.name().replace('.', '-');
  }

  private static String messageOf(Topic<?> topic) {
    return topic.schema().getName();
  }

  private static void channel(ObjectNode channel, Topic<?> topic) {
    channel.put("address", topic.name());
    channel.put(
        "description",
        "Written by %s; read by %s.%s"
            .formatted(
                names(topic.writers(), party -> true),
                names(topic.readers(), party -> true),
                topic.ticked() ? " Carries ticks." : ""));
    channel
        .putObject("messages")
        .set(messageOf(topic), reference("components/messages/" + messageOf(topic)));
    ObjectNode kafka = binding(channel);
    kafka.put("topic", topic.name()); // how many partitions it has a deployment says
    ObjectNode configuration = kafka.putObject("topicConfiguration");
    configuration.putArray("cleanup.policy").add(topic.cleanup().config());
    configuration.put("max.message.bytes", topic.maxMessageBytes());
    if (topic.cleanup() == Cleanup.DELETE) {
      long kept = topic.retention().map(Duration::toMillis).orElse(-1L);
      configuration.put("retention.ms", kept);
    }
  }

  private static void message(ObjectNode message, Topic<?> topic) {
    message.put("name", messageOf(topic)).put("title", messageOf(topic));
    Optional.ofNullable(topic.schema().getDoc()).ifPresent(doc -> message.put("summary", doc));
    message.put("contentType", AVRO);
    try {
      message
          .putObject("payload")
          .put("schemaFormat", AVRO + "+json;version=1.9.0")
          .set("schema", JSON.readTree(topic.schema().toString()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a schema that is no JSON", e);
    }
    ObjectNode kafka = binding(message);
    kafka
        .putObject("key")
        .put("type", "string")
        .put("description", "The " + topic.key().label() + " of the value.");
    kafka.put("schemaIdLocation", "payload").put("schemaIdPayloadEncoding", "confluent");
    kafka.put("schemaLookupStrategy", "TopicNameStrategy");
  }

  private static void operation(
      ObjectNode operations, Topic<?> topic, String action, Predicate<Party> side) {
    String writers = names(topic.writers(), side);
    if (writers.isEmpty()) {
      return;
    }
    ObjectNode operation = operations.putObject(action + "-" + id(topic));
    operation.put("action", action);
    operation.set("channel", reference("channels/" + id(topic)));
    operation.put("summary", "Written by " + writers + ".");
    ArrayNode messages = operation.putArray("messages");
    messages.add(reference("channels/" + id(topic) + "/messages/" + messageOf(topic)));
  }

  private static String names(Set<Party> parties, Predicate<Party> side) {
    return parties.stream()
        .filter(side)
        .sorted()
        .map(Party::principal)
        .collect(Collectors.joining(", "));
  }

  private static ObjectNode binding(ObjectNode of) {
    return of.putObject("bindings").putObject("kafka").put("bindingVersion", KAFKA_BINDING);
  }

  private static ObjectNode reference(String path) {
    return JSON.createObjectNode().put("$ref", "#/" + path);
  }
}

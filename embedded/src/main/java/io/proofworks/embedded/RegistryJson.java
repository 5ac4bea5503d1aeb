package io.proofworks.embedded;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.embedded.RegistryRecord.GlobalLevel;
import io.proofworks.embedded.RegistryRecord.Other;
import io.proofworks.embedded.RegistryRecord.SubjectDeleted;
import io.proofworks.embedded.RegistryRecord.SubjectLevel;
import io.proofworks.embedded.RegistryRecord.SubjectLevelErased;
import io.proofworks.embedded.RegistryRecord.Version;
import io.proofworks.embedded.RegistryRecord.VersionErased;
import org.jspecify.annotations.Nullable;

/**
 * The JSON keys and values of the {@code _schemas} topic, as Confluent's registry writes them (its
 * classes SchemaKey, SchemaValue, ConfigKey, ConfigValue, DeleteSubjectKey), so that either
 * registry can take over from the other. Field order in keys matters: compaction compares bytes.
 */
final class RegistryJson {
  /** Keys of an answer in a fixed order: the same state gives the same bytes. */
  static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build();

  private RegistryJson() {}

  static String key(RegistryRecord record) {
    return switch (record) {
      case Version v -> schemaKey(v.subject(), v.version());
      case VersionErased erased -> schemaKey(erased.subject(), erased.version());
      case SubjectDeleted deleted -> key("DELETE_SUBJECT", deleted.subject(), 0).toString();
      case SubjectLevel level -> key("CONFIG", level.subject(), 0).toString();
      case SubjectLevelErased erased -> key("CONFIG", erased.subject(), 0).toString();
      case GlobalLevel _ -> key("CONFIG", null, 0).toString();
      case Other _ -> MAPPER.createObjectNode().put("keytype", "NOOP").put("magic", 0).toString();
    };
  }

  private static String schemaKey(String subject, int version) {
    ObjectNode key = MAPPER.createObjectNode().put("keytype", "SCHEMA").put("subject", subject);
    return key.put("version", version).put("magic", 1).toString();
  }

  private static ObjectNode key(String type, @Nullable String subject, int magic) {
    return MAPPER
        .createObjectNode()
        .put("keytype", type)
        .put("subject", subject)
        .put("magic", magic);
  }

  /** Null for a tombstone. */
  static @Nullable String value(RegistryRecord record) {
    return switch (record) {
      case Version v -> schemaValue(v).toString();
      case SubjectDeleted deleted ->
          MAPPER
              .createObjectNode()
              .put("subject", deleted.subject())
              .put("version", deleted.upTo())
              .toString();
      case SubjectLevel level -> levelValue(level.level());
      case GlobalLevel level -> levelValue(level.level());
      case VersionErased _, SubjectLevelErased _, Other _ -> null;
    };
  }

  private static ObjectNode schemaValue(Version version) {
    return MAPPER
        .createObjectNode()
        .put("subject", version.subject())
        .put("version", version.version())
        .put("id", version.id())
        .put("schema", version.schema())
        .put("deleted", version.deleted());
  }

  private static String levelValue(CompatibilityLevel level) {
    return MAPPER.createObjectNode().put("compatibilityLevel", level.name()).toString();
  }

  /**
   * The meaning of a record.
   *
   * @throws JsonProcessingException when it is not one of Confluent's or ours
   */
  static RegistryRecord read(String key, @Nullable String value) throws JsonProcessingException {
    JsonNode keyNode = MAPPER.readTree(key);
    @Nullable JsonNode valueNode = value == null ? null : MAPPER.readTree(value);
    @Nullable String subject = keyNode.path("subject").textValue();
    return switch (keyNode.path("keytype").asText()) {
      case "SCHEMA" -> schema(keyNode, valueNode);
      case "CONFIG" -> level(subject, valueNode);
      case "DELETE_SUBJECT" -> subjectDeleted(subject, valueNode);
      case String _ -> new Other();
    };
  }

  private static RegistryRecord schema(JsonNode key, @Nullable JsonNode value) {
    String subject = key.path("subject").asText();
    int version = key.path("version").asInt();
    return value == null
        ? new VersionErased(subject, version)
        : new Version(
            subject,
            version,
            value.path("id").asInt(),
            value.path("schema").asText(),
            value.path("deleted").asBoolean());
  }

  private static RegistryRecord level(@Nullable String subject, @Nullable JsonNode value) {
    if (value == null) {
      return subject == null
          ? new GlobalLevel(RegistryState.EMPTY.globalLevel())
          : new SubjectLevelErased(subject);
    }
    return CompatibilityLevel.named(value.path("compatibilityLevel").asText())
        .<RegistryRecord>map(
            level -> subject == null ? new GlobalLevel(level) : new SubjectLevel(subject, level))
        .orElseGet(Other::new);
  }

  private static RegistryRecord subjectDeleted(@Nullable String subject, @Nullable JsonNode value) {
    return subject == null || value == null
        ? new Other()
        : new SubjectDeleted(subject, value.path("version").asInt());
  }
}

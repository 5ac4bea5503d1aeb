package io.proofworks.market.audit;

import io.proofworks.serde.RegistryException;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.serde.UnknownSchemaException;
import io.proofworks.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;

/** The schemas that came with an export: what a log without its registry is read with. */
final class KnownSchemas implements SchemaRegistry {

  private final Map<Integer, Schema> byId;

  KnownSchemas(Map<Integer, Schema> byId) {
    this.byId = new HashMap<>(byId);
  }

  /** Those that are compiled in, under ids of no registry. */
  static KnownSchemas ofThisBuild() {
    Map<Integer, Schema> byId = new HashMap<>();
    Topics.all().forEach(topic -> byId.put(byId.size() + 1, topic.schema()));
    return new KnownSchemas(byId);
  }

  @Override
  public int find(String subject, Schema schema) {
    return byId.entrySet().stream()
        .filter(known -> known.getValue().equals(schema))
        .findFirst()
        .map(Map.Entry::getKey)
        .orElseThrow(() -> new RegistryException("the export has no schema of " + subject));
  }

  @Override
  public Schema byId(int id) {
    Schema schema = byId.get(id);
    if (schema == null) {
      throw new UnknownSchemaException(id);
    }
    return schema;
  }

  @Override
  public boolean compatible(String subject, Schema schema) {
    return byId.containsValue(schema);
  }
}

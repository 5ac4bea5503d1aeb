package io.proofworks.benchmarks;

import io.proofworks.serde.SchemaRegistry;
import io.proofworks.serde.UnknownSchemaException;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import org.apache.avro.Schema;

/** The schemas of this build, under their places in the protocol's table. */
final class BenchmarkSchemas implements SchemaRegistry {

  private static final List<Schema> ALL = Topics.all().stream().<Schema>map(Topic::schema).toList();

  static int id(Topic<?> topic) {
    return ALL.indexOf(topic.schema()) + 1;
  }

  @Override
  public int find(String subject, Schema schema) {
    return ALL.indexOf(schema) + 1;
  }

  @Override
  public Schema byId(int id) {
    if (id < 1 || id > ALL.size()) {
      throw new UnknownSchemaException(id);
    }
    return ALL.get(id - 1);
  }

  @Override
  public boolean compatible(String subject, Schema schema) {
    return ALL.contains(schema);
  }
}

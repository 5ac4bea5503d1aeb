package io.proofworks.worker;

import io.proofworks.serde.SchemaRegistry;
import org.apache.avro.Schema;

/** A registry that calls every schema 1, and is not asked for one. */
final class OneId implements SchemaRegistry {

  @Override
  public int find(String subject, Schema schema) {
    return 1;
  }

  @Override
  public Schema byId(int id) {
    throw new IllegalStateException("not asked");
  }

  @Override
  public boolean compatible(String subject, Schema schema) {
    return true;
  }
}

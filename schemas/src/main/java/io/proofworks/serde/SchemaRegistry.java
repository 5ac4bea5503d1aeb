package io.proofworks.serde;

import org.apache.avro.Schema;

/** What the serdes need of a Confluent-compatible schema registry. Thread-safe. */
public interface SchemaRegistry {

  /**
   * Registers the schema under the subject, or finds it there.
   *
   * @return the id that goes on the wire
   * @throws RegistryException when the registry refuses it or cannot be reached
   */
  int register(String subject, Schema schema);

  /**
   * The schema of that id.
   *
   * @throws UnknownSchemaException when the registry has none
   * @throws RegistryException when it cannot be reached
   */
  Schema byId(int id);

  /**
   * Whether the subject would take the schema under its compatibility rule; true for a new subject.
   *
   * @throws RegistryException when the registry cannot be reached
   */
  boolean compatible(String subject, Schema schema);
}

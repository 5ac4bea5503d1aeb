package io.proofworks.serde;

import org.apache.avro.Schema;

/** What the serdes need of a Confluent-compatible schema registry. Thread-safe. */
public interface SchemaRegistry {

  /**
   * Finds the schema under the subject, where provisioning has registered it: who writes records
   * needs no right to change anything.
   *
   * @return the id that goes on the wire
   * @throws RegistryException when it is not there, or the registry cannot be reached
   */
  int find(String subject, Schema schema);

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

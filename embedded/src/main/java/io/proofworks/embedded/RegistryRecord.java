package io.proofworks.embedded;

/**
 * A record of the {@code _schemas} topic, by its meaning. What is later in the topic wins;
 * tombstones (no value) are records of their own.
 */
sealed interface RegistryRecord {
  /** A version of a subject, possibly marked as deleted. {@code schema} is Avro's rendering. */
  record Version(String subject, int version, int id, String schema, boolean deleted)
      implements RegistryRecord {
    Version asDeleted() {
      return new Version(subject, version, id, schema, true);
    }
  }

  /** A version is gone for good. */
  record VersionErased(String subject, int version) implements RegistryRecord {}

  /** All versions of a subject up to this one are marked as deleted. */
  record SubjectDeleted(String subject, int upTo) implements RegistryRecord {}

  /** The compatibility level of a subject. */
  record SubjectLevel(String subject, CompatibilityLevel level) implements RegistryRecord {}

  /** A subject follows the global level again. */
  record SubjectLevelErased(String subject) implements RegistryRecord {}

  /** The level of subjects without one of their own. */
  record GlobalLevel(CompatibilityLevel level) implements RegistryRecord {}

  /** A record that changes nothing here, such as Confluent's NOOP and MODE. */
  record Other() implements RegistryRecord {}
}

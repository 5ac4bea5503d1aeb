package io.proofworks.embedded;

import io.proofworks.embedded.RegistryRecord.SubjectDeleted;
import io.proofworks.embedded.RegistryRecord.SubjectLevel;
import io.proofworks.embedded.RegistryRecord.SubjectLevelErased;
import io.proofworks.embedded.RegistryRecord.Version;
import io.proofworks.embedded.RegistryRecord.VersionErased;
import io.proofworks.embedded.SchemasTopic.Decision;
import java.util.List;
import java.util.Optional;

/**
 * What a registry decides, as pure functions of its state: next records and an answer, or a
 * refusal.
 */
final class Registry {
  private Registry() {}

  /**
   * Registers a schema (Avro's rendering) and answers its version; an idempotent repeat writes
   * nothing.
   */
  static Decision<Version> register(RegistryState state, String subject, String schema) {
    return find(state, subject, schema, false)
        .map(known -> new Decision<>(List.of(), known))
        .orElseGet(() -> registerNew(state, subject, schema));
  }

  private static Decision<Version> registerNew(RegistryState state, String subject, String schema) {
    List<String> reasons =
        AvroSchemas.incompatibilities(schema, texts(state, subject), state.levelFor(subject));
    if (!reasons.isEmpty()) {
      throw RegistryException.incompatible(subject, reasons);
    }
    int id = state.idOf(schema).orElse(state.highestId() + 1);
    Version next = new Version(subject, state.nextVersion(subject), id, schema, false);
    return new Decision<>(List.of(next), next);
  }

  private static List<String> texts(RegistryState state, String subject) {
    return state.versions(subject, false).stream().map(Version::schema).toList();
  }

  /** The version under which a subject has this very schema. */
  static Version lookUp(RegistryState state, String subject, String schema, boolean withDeleted) {
    requireSubject(state, subject, withDeleted);
    return find(state, subject, schema, withDeleted).orElseThrow(RegistryException::schemaNotFound);
  }

  private static Optional<Version> find(
      RegistryState state, String subject, String schema, boolean withDeleted) {
    return state.versions(subject, withDeleted).stream()
        .filter(version -> version.schema().equals(schema))
        .findFirst();
  }

  /** The versions of a subject that has any, oldest first. */
  static List<Version> requireSubject(RegistryState state, String subject, boolean withDeleted) {
    List<Version> versions = state.versions(subject, withDeleted);
    if (versions.isEmpty()) {
      throw RegistryException.subjectNotFound(subject);
    }
    return versions;
  }

  static Version requireVersion(
      RegistryState state, String subject, VersionNumber asked, boolean withDeleted) {
    List<Version> versions = requireSubject(state, subject, withDeleted);
    return switch (asked) {
      case VersionNumber.Latest _ -> versions.getLast();
      case VersionNumber.Exactly(int number) ->
          versions.stream()
              .filter(version -> version.version() == number)
              .findFirst()
              .orElseThrow(() -> RegistryException.versionNotFound(number));
    };
  }

  static String requireSchema(RegistryState state, int id) {
    return state.withId(id).stream()
        .findFirst()
        .map(Version::schema)
        .orElseThrow(() -> RegistryException.schemaNotFound(id));
  }

  /** Why a schema would break the subject's level towards one version; empty if it would not. */
  static List<String> checkAgainst(
      RegistryState state, String subject, VersionNumber asked, String schema) {
    List<Version> versions = state.versions(subject, false);
    if (versions.isEmpty() && asked instanceof VersionNumber.Latest) {
      return List.of();
    }
    Version earlier = requireVersion(state, subject, asked, false);
    return AvroSchemas.incompatibilities(
        schema, List.of(earlier.schema()), state.levelFor(subject));
  }

  /** Why a schema could not be registered now; empty if it could. */
  static List<String> checkAgainstAll(RegistryState state, String subject, String schema) {
    return AvroSchemas.incompatibilities(schema, texts(state, subject), state.levelFor(subject));
  }

  /** Marks all versions as deleted, or erases versions that all are; answers their numbers. */
  static Decision<List<Integer>> deleteSubject(
      RegistryState state, String subject, boolean permanent) {
    requireSubject(state, subject, true);
    return permanent ? eraseSubject(state, subject) : markSubject(state, subject);
  }

  private static Decision<List<Integer>> markSubject(RegistryState state, String subject) {
    List<Version> live = state.versions(subject, false);
    if (live.isEmpty()) {
      throw RegistryException.subjectSoftDeleted(subject);
    }
    RegistryRecord mark = new SubjectDeleted(subject, live.getLast().version());
    return new Decision<>(List.of(mark), numbers(live));
  }

  private static Decision<List<Integer>> eraseSubject(RegistryState state, String subject) {
    if (!state.versions(subject, false).isEmpty()) {
      throw RegistryException.subjectNotSoftDeleted(subject);
    }
    List<Version> versions = state.versions(subject, true);
    List<RegistryRecord> tombstones =
        versions.stream()
            .<RegistryRecord>map(version -> new VersionErased(subject, version.version()))
            .toList();
    return new Decision<>(tombstones, numbers(versions));
  }

  static List<Integer> numbers(List<Version> versions) {
    return versions.stream().map(Version::version).toList();
  }

  /** Marks one version as deleted, or erases it if it is; answers its number. */
  static Decision<Integer> deleteVersion(
      RegistryState state, String subject, VersionNumber asked, boolean permanent) {
    Version version = requireVersion(state, subject, asked, true);
    if (permanent && !version.deleted()) {
      throw RegistryException.versionNotSoftDeleted(subject, version.version());
    }
    if (!permanent && version.deleted()) {
      throw RegistryException.versionSoftDeleted(subject, version.version());
    }
    RegistryRecord record =
        permanent ? new VersionErased(subject, version.version()) : version.asDeleted();
    return new Decision<>(List.of(record), version.version());
  }

  static Decision<CompatibilityLevel> setLevel(String subject, CompatibilityLevel level) {
    return new Decision<>(List.of(new SubjectLevel(subject, level)), level);
  }

  static CompatibilityLevel requireLevel(RegistryState state, String subject, boolean orGlobal) {
    return Optional.ofNullable(state.levels().get(subject))
        .or(() -> orGlobal ? Optional.of(state.globalLevel()) : Optional.empty())
        .orElseThrow(() -> RegistryException.noSubjectLevel(subject));
  }

  /** Back to the global level; answers the level that the subject had. */
  static Decision<CompatibilityLevel> eraseLevel(RegistryState state, String subject) {
    CompatibilityLevel had = requireLevel(state, subject, false);
    return new Decision<>(List.of(new SubjectLevelErased(subject)), had);
  }
}

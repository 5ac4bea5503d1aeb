package io.proofworks.embedded;

import io.proofworks.embedded.RegistryRecord.Version;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What the {@code _schemas} topic says so far: an immutable fold of its records, so that readers
 * need no lock and a restart gives the same answers.
 *
 * @param subjects every version that was not erased, by subject and version
 * @param levels the levels of subjects that have one of their own
 * @param globalLevel the level of all others
 * @param highestId the highest schema id seen, 0 before the first; ids only grow
 */
record RegistryState(
    SortedMap<String, NavigableMap<Integer, Version>> subjects,
    SortedMap<String, CompatibilityLevel> levels,
    CompatibilityLevel globalLevel,
    int highestId) {
  static final RegistryState EMPTY =
      new RegistryState(
          Collections.emptySortedMap(),
          Collections.emptySortedMap(),
          CompatibilityLevel.FULL_TRANSITIVE,
          0);

  RegistryState apply(RegistryRecord record) {
    return switch (record) {
      case Version version -> withVersion(version);
      case RegistryRecord.VersionErased erased -> without(erased.subject(), erased.version());
      case RegistryRecord.SubjectDeleted deleted -> markDeleted(deleted.subject(), deleted.upTo());
      case RegistryRecord.SubjectLevel level -> withLevel(level.subject(), level.level());
      case RegistryRecord.SubjectLevelErased erased -> withoutLevel(erased.subject());
      case RegistryRecord.GlobalLevel global ->
          new RegistryState(subjects, levels, global.level(), highestId);
      case RegistryRecord.Other _ -> this;
    };
  }

  private RegistryState withVersion(Version version) {
    NavigableMap<Integer, Version> versions = new TreeMap<>(all(version.subject()));
    versions.put(version.version(), version);
    return withSubject(version.subject(), versions, Math.max(highestId, version.id()));
  }

  private RegistryState without(String subject, int version) {
    NavigableMap<Integer, Version> versions = new TreeMap<>(all(subject));
    versions.remove(version);
    return withSubject(subject, versions, highestId);
  }

  private RegistryState markDeleted(String subject, int upTo) {
    NavigableMap<Integer, Version> versions = new TreeMap<>(all(subject));
    versions.headMap(upTo, true).replaceAll((_, version) -> version.asDeleted());
    return withSubject(subject, versions, highestId);
  }

  private RegistryState withSubject(
      String subject, NavigableMap<Integer, Version> versions, int highest) {
    SortedMap<String, NavigableMap<Integer, Version>> next = new TreeMap<>(subjects);
    if (versions.isEmpty()) {
      next.remove(subject);
    } else {
      next.put(subject, Collections.unmodifiableNavigableMap(versions));
    }
    return new RegistryState(next, levels, globalLevel, highest);
  }

  private RegistryState withLevel(String subject, CompatibilityLevel level) {
    SortedMap<String, CompatibilityLevel> next = new TreeMap<>(levels);
    next.put(subject, level);
    return new RegistryState(subjects, next, globalLevel, highestId);
  }

  private RegistryState withoutLevel(String subject) {
    SortedMap<String, CompatibilityLevel> next = new TreeMap<>(levels);
    next.remove(subject);
    return new RegistryState(subjects, next, globalLevel, highestId);
  }

  private NavigableMap<Integer, Version> all(String subject) {
    return subjects.getOrDefault(subject, Collections.emptyNavigableMap());
  }

  /** The versions of a subject, oldest first. */
  List<Version> versions(String subject, boolean withDeleted) {
    return all(subject).values().stream().filter(v -> withDeleted || !v.deleted()).toList();
  }

  Optional<Version> version(String subject, int version) {
    return Optional.ofNullable(all(subject).get(version));
  }

  /** The number that the next version of a subject gets; deleted ones are not given again. */
  int nextVersion(String subject) {
    NavigableMap<Integer, Version> versions = all(subject);
    return versions.isEmpty() ? 1 : versions.lastKey() + 1;
  }

  List<String> subjectNames(String prefix, boolean withDeleted) {
    return subjects.keySet().stream()
        .filter(name -> name.startsWith(prefix))
        .filter(name -> !versions(name, withDeleted).isEmpty())
        .toList();
  }

  /** Every version, deleted ones too, that has this schema id. */
  List<Version> withId(int id) {
    return everything().filter(version -> version.id() == id).toList();
  }

  /** The id of a schema known under any subject: the same schema has one id everywhere. */
  Optional<Integer> idOf(String schema) {
    return everything().filter(v -> v.schema().equals(schema)).map(Version::id).findFirst();
  }

  private Stream<Version> everything() {
    return subjects.values().stream().map(Map::values).flatMap(Collection::stream);
  }

  CompatibilityLevel levelFor(String subject) {
    return levels.getOrDefault(subject, globalLevel);
  }
}

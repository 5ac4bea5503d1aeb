package io.proofworks.views;

import io.proofworks.runtime.state.CompositeKey;

/**
 * Keys of the one store of the views. They sort as they are listed: times and offsets are 16 hex
 * digits, newest first where the time is counted back. What others may have named is in them as
 * {@link Subject#key} writes it, so that it contains no separator.
 *
 * <pre>
 * h|subject                     what is known of a subject, JSON
 * r|subject|time|topic-p|offset a record shown under it, JSON
 * x|subject|part                a part of it: a shard, a node, a candidate, JSON
 * i|list|position               an entry of a list; JSON, or empty where the subject says it
 * c|name                        a count, decimal
 * o|partition                   how far the relay of that partition has read, JSON
 * m|topic-p|offset              records that were gone before they were read, JSON
 * </pre>
 */
public final class Keys {

  private Keys() {}

  public static String head(Subject subject) {
    return "h|" + subject.key();
  }

  static String records(Subject subject) {
    return "r|" + subject.key() + "|";
  }

  static String record(ViewEvent.Shown at) {
    return records(at.subject())
        + hex(at.time())
        + "|"
        + at.topic()
        + "-"
        + at.partition()
        + "|"
        + hex(at.offset());
  }

  static String part(Subject subject, String name) {
    return parts(subject, "") + name;
  }

  static String parts(Subject subject, String beginning) {
    return "x|" + subject.key() + "|" + beginning;
  }

  static String list(String list) {
    return "i|" + list + "|";
  }

  static String count(String name) {
    return "c|" + name;
  }

  static String progress(String partition) {
    return "o|" + partition;
  }

  static String missing() {
    return "m|";
  }

  static String missing(ViewEvent.Missing gap) {
    return missing() + gap.topic() + "-" + gap.partition() + "|" + hex(gap.from());
  }

  /** Just after all keys with that beginning. */
  static String after(String beginning) {
    return CompositeKey.after(beginning);
  }

  /** Just after one key. */
  static String next(String key) {
    return key + "\u0000";
  }

  static String hex(long number) {
    return "%016x".formatted(number);
  }

  /** Sorts the newest first. */
  static String newest(long time) {
    return hex(Long.MAX_VALUE - time);
  }
}

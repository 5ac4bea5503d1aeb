package io.proofworks.topics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * The schemas that the public topics have had, release by release. Whoever wrote by an older one is
 * still read: an outsider upgrades when it likes, and what it has signed stays on the log. A record
 * grows at its end only, by fields with defaults, so bytes of an older version are too short for a
 * newer one, and it needs no schema id, which is whatever its author wrote, to tell them apart.
 */
public final class PublicVersions {

  /** The version whose schemas are those of this build. */
  public static final int NEWEST = 2;

  private PublicVersions() {}

  /** What a topic's values were written by before this version, the newest first. */
  public static List<Schema> earlier(Topic<?> topic) {
    List<Schema> earlier = new ArrayList<>();
    for (int version = NEWEST - 1; version > 0; version--) {
      of(topic, version)
          .filter(schema -> !schema.equals(topic.schema()) && !earlier.contains(schema))
          .ifPresent(earlier::add);
    }
    return earlier;
  }

  /** The schema of a topic's values in a version; empty if there was no such topic. */
  public static Optional<Schema> of(Topic<?> topic, int version) {
    String resource = "versions/" + version + "/" + topic.name() + ".avsc";
    try (InputStream found = PublicVersions.class.getResourceAsStream(resource)) {
      return found == null ? Optional.empty() : Optional.of(new Schema.Parser().parse(found));
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}

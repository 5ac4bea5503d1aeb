package io.proofworks.market.witness;

import io.proofworks.tlog.NoteKey;
import java.util.List;
import java.util.Optional;

/** The keys of the logs that a witness cosigns. */
@FunctionalInterface
public interface LogKeys {

  /** That signs the checkpoints of an origin; empty for a log that is none of these. */
  Optional<NoteKey> of(String origin);

  /** Those before it: for what the witness has cosigned already, and for nothing else. */
  default List<NoteKey> former(String origin) {
    return List.of();
  }
}

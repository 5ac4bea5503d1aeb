package io.proofworks.market.witness;

import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.Merkle;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The body of C2SP tlog-witness's {@code add-checkpoint}: {@code old SIZE}, lines of a consistency
 * proof, an empty line, the note.
 *
 * @param old size that the proof begins at
 */
record AddCheckpoint(long old, List<Hash32> proof, String note) {

  private static final int MOST_PROOF_LINES = 63;

  /** Empty when it is out of form. */
  static Optional<AddCheckpoint> parse(String body) {
    int end = body.indexOf("\n\n");
    if (end < 0) {
      return Optional.empty();
    }
    List<String> lines = List.of(body.substring(0, end).split("\n", -1));
    if (lines.size() > 1 + MOST_PROOF_LINES
        || !lines.getFirst().matches("old (0|[1-9][0-9]{0,17})")) {
      return Optional.empty();
    }
    long old = Long.parseLong(lines.getFirst().substring("old ".length()));
    List<Hash32> proof = new ArrayList<>();
    try {
      lines.stream().skip(1).map(Base64.getDecoder()::decode).map(Hash32::of).forEach(proof::add);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    return Optional.of(new AddCheckpoint(old, proof, body.substring(end + 2)));
  }

  /** Whether the proof shows that one checkpoint continues another; all continue the empty log. */
  boolean shows(Checkpoint earlier, Checkpoint later) {
    return earlier.size() == 0
        ? proof.isEmpty()
        : Merkle.isConsistent(earlier.size(), later.size(), earlier.root(), later.root(), proof);
  }
}

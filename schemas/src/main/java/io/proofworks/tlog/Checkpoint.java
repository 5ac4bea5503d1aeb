package io.proofworks.tlog;

import io.proofworks.protocol.Hash32;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A log's size and root at one moment, in the text of C2SP's tlog-checkpoint.
 *
 * @param origin names the log
 * @param size leaves
 * @param root of the Merkle tree over them
 */
public record Checkpoint(String origin, long size, Hash32 root) {

  /** Origin, size in decimal, root in base64, a line each. */
  public String text() {
    return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root.bytes()) + "\n";
  }

  /** As a note signed by a key that is named as the log is. */
  public String sign(byte[] seed) {
    return SignedNote.sign(text(), origin, seed);
  }

  /** The checkpoint in a note that the key has signed; extension lines are passed over. */
  public static Optional<Checkpoint> open(String note, NoteKey key) {
    return SignedNote.open(note, key).flatMap(Checkpoint::parse);
  }

  /** What a note says, whoever signed it. */
  public static Optional<Checkpoint> unverified(String note) {
    int end = note.lastIndexOf("\n\n");
    return end < 0 ? Optional.empty() : parse(note.substring(0, end + 1));
  }

  private static Optional<Checkpoint> parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < 3 || lines.getFirst().isEmpty() || !isSize(lines.get(1))) {
      return Optional.empty();
    }
    try {
      byte[] root = Base64.getDecoder().decode(lines.get(2));
      return Optional.of(
          new Checkpoint(lines.getFirst(), Long.parseLong(lines.get(1)), Hash32.of(root)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static boolean isSize(String line) {
    return line.matches("0|[1-9][0-9]{0,17}");
  }
}

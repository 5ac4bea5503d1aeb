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

  /**
   * An empty line in it could be taken for the end of a note, and what follows for another one; so
   * none is a checkpoint's, nor is any control character.
   */
  private static Optional<Checkpoint> parse(String text) {
    List<String> lines = List.of(text.split("\n", -1));
    int last = lines.size() - 1;
    if (last < 3
        || !lines.get(last).isEmpty()
        || !lines.subList(0, last).stream().allMatch(Checkpoint::isLine)
        || !isSize(lines.get(1))) {
      return Optional.empty();
    }
    return root(lines.get(2))
        .map(root -> new Checkpoint(lines.getFirst(), Long.parseLong(lines.get(1)), root));
  }

  private static boolean isLine(String line) {
    return !line.isEmpty() && line.chars().noneMatch(c -> c < ' ');
  }

  private static boolean isSize(String line) {
    return line.matches("0|[1-9][0-9]{0,17}");
  }

  /** A root is written in one way only. */
  private static Optional<Hash32> root(String line) {
    try {
      byte[] root = Base64.getDecoder().decode(line);
      return Base64.getEncoder().encodeToString(root).equals(line)
          ? Optional.of(Hash32.of(root))
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}

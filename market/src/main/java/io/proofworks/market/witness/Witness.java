package io.proofworks.market.witness;

import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.NoteKey;
import io.proofworks.tlog.WitnessKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Cosigns checkpoints of logs, each of which has to continue the last that it cosigned: of two
 * histories that begin alike it cosigns one. Rules and answers are those of C2SP tlog-witness.
 */
public final class Witness {

  /** How it is shown that one checkpoint continues another. */
  @FunctionalInterface
  public interface Continuation {
    boolean holds(Checkpoint earlier, Checkpoint later);
  }

  /** Signs in the name of the witness. */
  public record Signer(String name, byte[] seed) {

    public WitnessKey key() {
      return WitnessKey.of(name, seed);
    }
  }

  private final Signer signer;
  private final Function<String, Optional<NoteKey>> logs;
  private final LongSupplier clock;
  private final WitnessState state;
  private final List<String> evidence = new ArrayList<>();

  /**
   * One that remembers what it cosigned.
   *
   * @param logs origin to the key that signs its checkpoints; empty for logs that are not followed
   * @param clock POSIX seconds
   * @param file where the last checkpoints are kept
   * @throws IOException when the file has something else in it
   */
  public static Witness open(
      Signer signer, Function<String, Optional<NoteKey>> logs, LongSupplier clock, Path file)
      throws IOException {
    return new Witness(signer, logs, clock, WitnessState.open(file));
  }

  private Witness(
      Signer signer,
      Function<String, Optional<NoteKey>> logs,
      LongSupplier clock,
      WitnessState state) {
    this.signer = signer;
    this.logs = logs;
    this.clock = clock;
    this.state = state;
  }

  /**
   * Cosigns a checkpoint if it continues the last one.
   *
   * @param old size of what whoever asks believes to be the last one; 0 before the first
   * @param note as the log signed it
   */
  public synchronized Answer add(long old, Continuation continuation, String note) {
    Optional<Checkpoint> stated = Checkpoint.unverified(note);
    if (stated.isEmpty()) {
      return new Answer.Malformed();
    }
    Checkpoint next = stated.get();
    Optional<NoteKey> key = logs.apply(next.origin());
    if (key.isEmpty()) {
      return new Answer.UnknownLog();
    }
    if (Checkpoint.open(note, key.get()).isEmpty()) {
      return new Answer.NotSigned();
    }
    return old > next.size() ? new Answer.Malformed() : continued(old, continuation, next, note);
  }

  private Answer continued(long old, Continuation continuation, Checkpoint next, String note) {
    Optional<Checkpoint> last = state.last(next.origin());
    long size = last.map(Checkpoint::size).orElse(0L);
    if (last.isPresent() && next.size() == size && !next.root().equals(last.get().root())) {
      accuse("two roots of " + next.origin() + " at " + size + " are signed; the other: " + note);
      return new Answer.Conflict(size);
    }
    if (old != size) {
      return new Answer.Conflict(size);
    }
    if (last.isPresent() && !continuation.holds(last.get(), next)) {
      return new Answer.NotContinued();
    }
    return new Answer.Cosigned(cosign(next, note));
  }

  private String cosign(Checkpoint next, String note) {
    int end = note.lastIndexOf("\n\n");
    String text = note.substring(0, end + 1);
    String line = WitnessKey.cosign(text, signer.name(), signer.seed(), clock.getAsLong());
    NoteKey key = logs.apply(next.origin()).orElseThrow();
    state.keep(text + "\n" + signatureOf(key, note.substring(end + 2)) + line);
    return line;
  }

  /** The log's own line; what others added is not ours to keep. */
  private static String signatureOf(NoteKey key, String lines) {
    return lines
            .lines()
            .filter(line -> line.startsWith("— " + key.name() + " "))
            .findFirst()
            .orElseThrow()
        + "\n";
  }

  /** What was cosigned last of a log. */
  public synchronized Optional<Checkpoint> last(String origin) {
    return state.last(origin);
  }

  /** The last note of each log, cosigned, one after the other. */
  public synchronized String cosigned() {
    return state.all();
  }

  /** Notes that a log's key wrote two histories, until the witness is started anew. */
  public synchronized void accuse(String of) {
    if (!evidence.contains(of)) {
      evidence.add(of);
    }
  }

  /** What shows that somebody wrote two histories; empty while all is well. */
  public synchronized List<String> evidence() {
    return List.copyOf(evidence);
  }

  public WitnessKey key() {
    return signer.key();
  }
}

package io.proofworks.market.witness;

import io.proofworks.operations.LogCode;
import io.proofworks.tlog.Checkpoint;
import io.proofworks.tlog.Merkle;
import io.proofworks.tlog.MerkleFrontier;
import io.proofworks.tlog.NoteKey;
import io.proofworks.tlog.SignedNote;
import io.proofworks.tlog.WitnessKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cosigns checkpoints of logs, each of which has to continue the last that it cosigned: of two
 * histories that begin alike it cosigns one. Rules and answers are those of C2SP tlog-witness. A
 * log of which it has seen that its key signed two histories it does not cosign any more.
 */
public final class Witness implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Witness.class);

  /** How it is shown that one checkpoint continues another, which may be of no entries. */
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
  private final LogKeys logs;
  private final LongSupplier clock;
  private final WitnessState state;

  /**
   * One that remembers what it cosigned.
   *
   * @param logs origin to the key that signs its checkpoints; empty for logs that are not followed
   * @param clock POSIX seconds
   * @param file where what it cosigned is kept; one process at a time holds it
   * @param mayBegin whether it may begin without one
   * @throws java.nio.file.NoSuchFileException when it is missing and may not be begun
   * @throws IOException when another process holds it, or it has something in it that this witness
   *     did not cosign
   */
  public static Witness open(
      Signer signer, LogKeys logs, LongSupplier clock, Path file, boolean mayBegin)
      throws IOException {
    return new Witness(signer, logs, clock, WitnessState.open(file, signer.key(), logs, mayBegin));
  }

  private Witness(Signer signer, LogKeys logs, LongSupplier clock, WitnessState state) {
    this.signer = signer;
    this.logs = logs;
    this.clock = clock;
    this.state = state;
    state.evidence().forEach(Witness::say);
  }

  /**
   * Cosigns a checkpoint if it continues the last one.
   *
   * @param old size of what whoever asks believes to be the last one; 0 before the first
   * @param note as the log signed it
   */
  public Answer add(long old, Continuation continuation, String note) {
    return add(old, continuation, note, Optional.empty());
  }

  /**
   * Cosigns a checkpoint whose entries were read.
   *
   * @param last what they were found to continue
   * @param tree over them
   */
  Answer follow(Optional<Checkpoint> last, String note, MerkleFrontier tree) {
    return add(
        last.map(Checkpoint::size).orElse(0L),
        (earlier, later) -> last.filter(earlier::equals).isPresent() || earlier.size() == 0,
        note,
        Optional.of(tree));
  }

  private synchronized Answer add(
      long old, Continuation continuation, String note, Optional<MerkleFrontier> tree) {
    Optional<Checkpoint> stated = Checkpoint.unverified(note);
    if (stated.isEmpty()) {
      return new Answer.Malformed();
    }
    Checkpoint next = stated.get();
    Optional<NoteKey> key = logs.of(next.origin());
    if (key.isEmpty()) {
      return new Answer.UnknownLog();
    }
    Optional<String> signed = SignedNote.alone(note, key.get());
    if (signed.isEmpty()) {
      return new Answer.NotSigned();
    }
    return old > next.size()
        ? new Answer.Malformed()
        : continued(old, continuation, new Kept(next, signed.get(), tree));
  }

  private Answer continued(long old, Continuation continuation, Kept next) {
    Checkpoint checkpoint = next.checkpoint();
    Optional<Kept> before = state.of(checkpoint.origin());
    Checkpoint last =
        before
            .map(Kept::checkpoint)
            .orElseGet(() -> new Checkpoint(checkpoint.origin(), 0, Merkle.EMPTY));
    if (checkpoint.size() == 0 && !checkpoint.root().equals(Merkle.EMPTY)) {
      return new Answer.NotContinued();
    }
    if (last.size() > 0 && isOther(checkpoint, last)) {
      accuse(twoRoots(last, before.orElseThrow().note(), checkpoint, next.note()));
      return new Answer.Conflict(last.size());
    }
    if (old != last.size()) {
      return new Answer.Conflict(last.size());
    }
    if (isAccused(checkpoint.origin()) || !continuation.holds(last, checkpoint)) {
      return new Answer.NotContinued();
    }
    return new Answer.Cosigned(cosign(before, next));
  }

  private static boolean isOther(Checkpoint one, Checkpoint other) {
    return one.size() == other.size() && !one.root().equals(other.root());
  }

  /** Two signed notes of one size with another root each. */
  static Evidence twoRoots(Checkpoint one, String oneNote, Checkpoint other, String otherNote) {
    return new Evidence(
        one.origin(),
        one.size(),
        "two roots of %s at %d are signed: %s and %s"
            .formatted(one.origin(), one.size(), one.root(), other.root()),
        List.of(oneNote, otherNote));
  }

  /** What was cosigned already is signed again, with the time of now, and kept as it is. */
  private String cosign(Optional<Kept> before, Kept next) {
    String text = next.note().substring(0, next.note().lastIndexOf("\n\n") + 1);
    String line = WitnessKey.cosign(text, signer.name(), signer.seed(), clock.getAsLong());
    if (before.filter(kept -> kept.checkpoint().equals(next.checkpoint())).isEmpty()) {
      state.keep(new Kept(next.checkpoint(), next.note() + line, next.tree()));
    }
    return line;
  }

  /** What was cosigned last of a log. */
  public synchronized Optional<Checkpoint> last(String origin) {
    return state.of(origin).map(Kept::checkpoint);
  }

  /** The tree of what was cosigned last of a log, where its entries were read. */
  synchronized Optional<MerkleFrontier> tree(String origin) {
    return state.of(origin).flatMap(Kept::tree);
  }

  /** The last note of each log, cosigned. */
  public synchronized List<String> cosigned() {
    return state.notes();
  }

  /** Notes that a log's key wrote two histories; the first of each size is kept. */
  synchronized void accuse(Evidence of) {
    boolean known =
        state.evidence().stream()
            .anyMatch(one -> one.origin().equals(of.origin()) && one.size() == of.size());
    if (!known) {
      say(of);
      state.keep(of.with(state.of(of.origin()).map(Kept::note)));
    }
  }

  private static void say(Evidence evidence) {
    log.error("{} {}", LogCode.HISTORY_FORKED, evidence.what());
  }

  private boolean isAccused(String origin) {
    return state.evidence().stream().anyMatch(one -> one.origin().equals(origin));
  }

  /** What shows that somebody wrote two histories; empty while all is well. */
  public synchronized List<Evidence> evidence() {
    return state.evidence();
  }

  public WitnessKey key() {
    return signer.key();
  }

  /** Lets go of the state. */
  @Override
  public void close() {
    state.close();
  }
}

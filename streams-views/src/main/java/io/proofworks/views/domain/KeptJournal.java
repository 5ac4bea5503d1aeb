package io.proofworks.views.domain;

import io.proofworks.views.shape.Inline;
import io.proofworks.views.shape.LeftOut;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A journal as it is kept, beside its tree.
 *
 * @param entries that are known
 * @param cosigned by the names of witnesses
 */
public record KeptJournal(
    String journal,
    @LeftOut long entries,
    @Inline Signed signed,
    @Inline Watch watch,
    @LeftOut Map<String, Cosigned> cosigned) {

  /**
   * The newest checkpoint.
   *
   * @param treeSize entries that it is over
   * @param note as it is signed; null before the first
   */
  public record Signed(@LeftOut long treeSize, @LeftOut @Nullable String note) {}

  /**
   * How far enough witnesses have cosigned it.
   *
   * @param witnessedSize entries; null before anybody was counted
   * @param unwitnessedSince log time since when the newest checkpoint is without enough
   *     cosignatures; null while it has them
   */
  public record Watch(
      @LeftOut @Nullable Long witnessedSize, @LeftOut @Nullable Long unwitnessedSince) {}

  /** One of which nothing is known yet. */
  public static KeptJournal of(String name) {
    return new KeptJournal(name, 0, new Signed(0, null), new Watch(null, null), Map.of());
  }

  private boolean isBehind() {
    return signed.treeSize > (watch.witnessedSize == null ? 0 : watch.witnessedSize);
  }

  /**
   * After a checkpoint that was published at that time.
   *
   * @param isWatched whether witnesses are named
   */
  public KeptJournal after(Told.JournalCheckpoint checkpoint, long time, boolean isWatched) {
    boolean isNewer = checkpoint.treeSize() >= signed.treeSize;
    KeptJournal known = isNewer ? with(new Signed(checkpoint.treeSize(), checkpoint.note())) : this;
    if (!isWatched) {
      return known.with(new Watch(watch.witnessedSize, null)); // nobody is named any more
    }
    boolean isFirst = known.isBehind() && watch.unwitnessedSince == null;
    return isFirst ? known.with(new Watch(watch.witnessedSize, time)) : known;
  }

  /** With one entry more. */
  public KeptJournal grown() {
    return new KeptJournal(journal, entries + 1, signed, watch, cosigned);
  }

  /** What a witness has cosigned. */
  public Cosigned by(String witness) {
    return cosigned.getOrDefault(witness, Cosigned.NONE);
  }

  /** With what a witness has cosigned. */
  public KeptJournal with(String witness, Cosigned one) {
    Map<String, Cosigned> all = new TreeMap<>(cosigned);
    all.put(witness, one);
    return new KeptJournal(journal, entries, signed, watch, all);
  }

  /**
   * Once that many entries are cosigned by enough.
   *
   * @param time when what made it so many was published
   */
  public KeptJournal witnessed(long size, long time) {
    long before = watch.witnessedSize == null ? 0 : watch.witnessedSize;
    KeptJournal known = with(new Watch(size, watch.unwitnessedSince));
    if (!known.isBehind()) {
      return known.with(new Watch(size, null));
    }
    return size > before ? known.with(new Watch(size, time)) : known;
  }

  private KeptJournal with(Signed now) {
    return new KeptJournal(journal, entries, now, watch, cosigned);
  }

  private KeptJournal with(Watch now) {
    return new KeptJournal(journal, entries, signed, now, cosigned);
  }
}

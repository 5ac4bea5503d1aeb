package io.proofworks.views.answers;

import io.proofworks.views.domain.Cosigned;
import io.proofworks.views.domain.KeptJournal;
import io.proofworks.views.shape.LeftOut;
import io.proofworks.views.shape.Says;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A journal, with how far witnesses have cosigned it. */
@Says("A journal.")
public record JournalView(
    String journal,
    long entries,
    @LeftOut @Nullable String checkpoint,
    @Says(
            "Entries that enough of the named witnesses have cosigned, by the root that the entries"
                + " here give.")
        @Nullable Long witnessedSize,
    @Says("Log time since when the newest checkpoint lacks cosignatures of enough of them, ms.")
        @Nullable Long unwitnessedSince,
    @LeftOut List<Witnessed> cosigned) {

  /** What one witness has cosigned. */
  @Says("What a witness has cosigned: how many entries, and when that was published.")
  public record Witnessed(
      String witness,
      long size,
      @Nullable Long at,
      @Says(
              "Entries of the first tree that it cosigned and whose root is not that of the entries"
                  + " here.")
          @Nullable Long forked) {

    private static Witnessed of(String witness, Cosigned kept) {
      return new Witnessed(
          witness, kept.size() == null ? 0 : kept.size(), kept.at(), kept.forked());
    }
  }

  /**
   * As it is kept.
   *
   * @param note its newest checkpoint of which all entries are known
   */
  public static JournalView of(KeptJournal kept, Optional<String> note) {
    return new JournalView(
        kept.journal(),
        kept.entries(),
        note.orElse(null),
        kept.watch().witnessedSize(),
        kept.watch().unwitnessedSince(),
        kept.cosigned().entrySet().stream()
            .filter(one -> one.getValue().isHeard())
            .map(one -> Witnessed.of(one.getKey(), one.getValue()))
            .toList());
  }
}

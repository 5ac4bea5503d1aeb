package io.proofworks.messages;

import io.proofworks.avro.Evidence;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.PlainText;
import java.util.ArrayList;
import java.util.List;

/**
 * The last step of every verdict before it is written. Details and evidence may repeat what an
 * outsider wrote, so here, and nowhere else, they are cut and made plain; whatever was judged, the
 * answer fits {@code market.verdicts} many times over.
 */
public final class Verdicts {

  /** Pieces of evidence that a verdict carries; how many more there were stands in another. */
  public static final int EVIDENCE = 64;

  /** Name of the piece of evidence that says how many are left out. */
  public static final String MORE = "more";

  private static final int NAME = 64;

  private Verdicts() {}

  /** The verdict, with texts that fit. */
  public static Verdict bounded(Verdict verdict) {
    return Verdict.newBuilder(verdict)
        .setDetail(PlainText.sentence(verdict.getDetail()))
        .setEvidence(bounded(verdict.getEvidence()))
        .build();
  }

  private static List<Evidence> bounded(List<Evidence> evidence) {
    List<Evidence> kept = new ArrayList<>();
    evidence.stream().limit(EVIDENCE).map(Verdicts::bounded).forEach(kept::add);
    if (evidence.size() > EVIDENCE) {
      kept.add(new Evidence(MORE, Integer.toString(evidence.size() - EVIDENCE)));
    }
    return kept;
  }

  private static Evidence bounded(Evidence piece) {
    return new Evidence(
        PlainText.line(PlainText.cut(piece.getName(), NAME)), PlainText.sentence(piece.getValue()));
  }
}

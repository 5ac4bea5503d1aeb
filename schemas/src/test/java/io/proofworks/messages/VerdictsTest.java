package io.proofworks.messages;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Evidence;
import io.proofworks.avro.Verdict;
import io.proofworks.protocol.PlainText;
import io.proofworks.topics.TrustedRecords;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  static {
    TrustedRecords.trust();
  }

  private static Verdict verdict(String detail, List<Evidence> evidence) {
    return Verdict.newBuilder()
        .setVerdictId("v")
        .setDomain("d")
        .setKind("BATCH")
        .setReason("MALFORMED")
        .setDetail(detail)
        .setAuthor("")
        .setEpoch(0)
        .setShardWeight(0)
        .setDecidedAt(1)
        .setSlashed(0)
        .setRewarded(0)
        .setEvidence(evidence)
        .build();
  }

  @Test
  void shouldCutAndEscapeDetailAndEvidenceAndSayHowMuchIsLeftOut() {
    String large = "\u001b証".repeat(300_000);
    List<Evidence> many = Collections.nCopies(5_000, new Evidence(large, large));

    Verdict bounded = Verdicts.bounded(verdict(large, many));

    assertThat(bounded.getDetail()).matches(PlainText::isPlain).hasSizeLessThan(600);
    assertThat(bounded.getEvidence()).hasSize(Verdicts.EVIDENCE + 1);
    assertThat(bounded.getEvidence().getFirst().getValue()).matches(PlainText::isPlain);
    assertThat(bounded.getEvidence().getLast())
        .isEqualTo(new Evidence(Verdicts.MORE, Integer.toString(5_000 - Verdicts.EVIDENCE)));
  }

  @Test
  void shouldLeaveWhatFitsAsItIs() {
    Verdict small = verdict("belongs to partition 1", List.of(new Evidence("partition", "1")));

    assertThat(Verdicts.bounded(small)).isEqualTo(small);
  }
}

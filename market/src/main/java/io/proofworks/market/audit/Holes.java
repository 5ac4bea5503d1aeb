package io.proofworks.market.audit;

import io.proofworks.topics.Cleanup;
import io.proofworks.topics.Topics;
import java.util.Iterator;

/**
 * Offsets at which there is no record, though there has to be one. On the topics of the market's
 * own applications ends of transactions take some, and compaction leaves some; who else writes has
 * no transactions (it is granted none), so that on those topics each offset from the first that is
 * there has its record.
 */
final class Holes {

  private final LogSnapshot log;
  private final Findings findings;

  Holes(LogSnapshot log, Findings findings) {
    this.log = log;
    this.findings = findings;
  }

  void check() {
    log.spans().stream().filter(span -> isDense(span.topic())).forEach(this::check);
  }

  private static boolean isDense(String topic) {
    boolean counts = TopicCover.isCovered(topic) || topic.equals(Topics.HEARTBEATS.name());
    return counts
        && !Audit.isOurs(topic)
        && Topics.byName(topic).filter(of -> of.cleanup() == Cleanup.DELETE).isPresent();
  }

  private void check(Span span) {
    Iterator<StoredRecord> records = log.stored(span.topic(), span.partition());
    long next = span.from();
    while (records.hasNext()) {
      long offset = records.next().at().offset();
      require(span, next, offset);
      next = offset + 1;
    }
    require(span, next, span.to());
  }

  /**
   * Nothing is missing from one offset to before another, but for what was gone before it was read.
   */
  private void require(Span span, long from, long to) {
    long first = from;
    while (first < to && log.isGone(span.topic(), span.partition(), first)) {
      first = log.goneUpTo(span.topic(), span.partition(), first);
    }
    if (first < to) {
      findings.add(
          "NOT_IN_THE_LOG",
          span.topic() + "-" + span.partition() + "@" + first,
          "no record up to offset %d, and nothing but records has offsets there".formatted(to - 1));
    }
  }
}

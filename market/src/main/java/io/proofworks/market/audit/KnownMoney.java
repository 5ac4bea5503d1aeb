package io.proofworks.market.audit;

import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.ProofRequest;
import io.proofworks.market.audit.Standings.Standing;
import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.runtime.journal.Replay;
import io.proofworks.runtime.journal.WrittenEntry;
import io.proofworks.serde.Decoded;
import io.proofworks.serde.Decoder;
import io.proofworks.sharding.domain.FreeMoney;
import io.proofworks.sharding.processor.Names;
import io.proofworks.sharding.processor.PolicyHistory;
import io.proofworks.topics.Topics;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Whether what a journal of requests says that was known of its requesters' money was so. What had
 * been read of standings when a request came is on no topic: it may have been behind, the longer
 * the longer the journal shows nobody at work before, and what was true at no time since is held
 * against it.
 */
final class KnownMoney {

  /** How closely it is remembered when entries were written, ms. */
  private static final long STEP_MS = 1_000;

  private final Standings standings;
  private final Decoder<ProofRequest> requests;
  private final Function<Coordinates, Optional<InboundRecord>> log;
  private final PolicyHistory policies;
  private final Delays delays;
  private final Findings findings;

  /**
   * @param standings all of them
   * @param log finds a record
   */
  KnownMoney(
      Standings standings,
      Decoder<ProofRequest> requests,
      Function<Coordinates, Optional<InboundRecord>> log,
      PolicyHistory policies,
      Delays delays,
      Findings findings) {
    this.standings = standings;
    this.requests = requests;
    this.log = log;
    this.policies = policies;
    this.delays = delays;
    this.findings = findings;
  }

  /**
   * Checks a journal of requests.
   *
   * @param entries of one journal, all of them, in order
   */
  void check(Iterable<WrittenEntry> entries) {
    AtWork work = new AtWork();
    for (WrittenEntry written : entries) {
      long since = work.longSince(written.appended());
      if (asks(written.entry())) {
        requester(written.entry()).ifPresent(requester -> check(written, requester, since));
      }
    }
  }

  /** An entry by a policy that never was in force is found where it is replayed. */
  private boolean asks(JournalEntry entry) {
    long version = entry.getClocks().getOrDefault(Topics.POLICIES.name(), 0L);
    return entry.getInput().getTopic().equals(Topics.BATCHES.name())
        && !entry.getClocks().containsKey(Applied.DEADLINES)
        && policies.knows(version)
        && policies.asksForMoney(version);
  }

  private Optional<String> requester(JournalEntry entry) {
    return log.apply(Replay.at(entry))
        .flatMap(record ->
            requests.decode(record.value()) instanceof Decoded.Value<ProofRequest>(var request)
                ? Optional.of(request.getRequesterId())
                : Optional.empty());
  }

  private void check(WrittenEntry written, String requester, long atWork) {
    FreeMoney known = new FreeMoney(written.entry().getClocks().getOrDefault(Names.FREE, 0L));
    long read = Math.min(written.entry().getInput().getTime(), atWork);
    long from = read - delays.longest() - 1;
    List<Standing> possible = standings.between(requester, Math.max(0, from), written.appended());
    boolean so =
        possible.stream().anyMatch(one -> known.stillSays(one.standing().getFree()))
            || (known.equals(FreeMoney.NONE) && mayBeUnknown(possible, from));
    if (!so && (delays.isTooLong(from, read) || neverHad(known, requester, written.appended()))) {
      JournalEntry entry = written.entry();
      findings.add(
          "WRONG_MONEY",
          Difference.place(entry.getJournal(), entry.getSequence()),
          "%s is said to have had %d free, and had %s"
              .formatted(requester, known.amount(), said(possible)));
    }
  }

  /** Then it does not matter how far behind anybody was. */
  private boolean neverHad(FreeMoney known, String requester, long until) {
    return known.amount() > 0
        && standings.between(requester, 0, until).stream()
            .noneMatch(one -> known.stillSays(one.standing().getFree()));
  }

  /** Who had its money before anybody asked for it is not told of until it changes. */
  private boolean mayBeUnknown(List<Standing> possible, long from) {
    return possible.isEmpty()
        || possible.getFirst().published() > from - BrokerClocks.APART_MS
        || possible.getFirst().published() < policies.asksForMoneySince();
  }

  private static String said(List<Standing> possible) {
    return possible.isEmpty()
        ? "none"
        : possible.stream().map(one -> one.standing().getFree()).distinct().toList().toString();
  }

  /** When entries were written lately. */
  private static final class AtWork {

    private final Deque<Long> lately = new ArrayDeque<>();
    private long before;

    /** When the last was written of which everything that waited then has had its turn. */
    long longSince(long now) {
      while (!lately.isEmpty() && lately.getFirst() <= now - Audit.LONGEST_WAIT_MS) {
        before = lately.removeFirst();
      }
      if (lately.isEmpty() || now >= lately.getLast() + STEP_MS) {
        lately.addLast(now);
      }
      return before;
    }
  }
}

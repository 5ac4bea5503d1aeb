package io.proofworks.market.audit;

import io.proofworks.aggregation.domain.Input;
import io.proofworks.aggregation.domain.MarketEvent;
import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.protocol.MovementKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.JournalChain;
import io.proofworks.settlement.domain.AccountRequest;
import io.proofworks.settlement.state.Errand;
import io.proofworks.settlement.state.InternalMessage;
import io.proofworks.settlement.state.InternalTopics;
import io.proofworks.sharding.domain.ScheduleEvent;
import io.proofworks.topics.Journals;
import io.proofworks.topics.Partitions;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What somebody does to a journal who holds settlement's keys: everything that follows from the
 * change is written anew and signed again, so that no chain, digest or signature shows it.
 */
enum JournalForgery {
  INVENT_A_CREDIT(JournalForgery::inventCredit),
  INVENT_AN_ANSWER(JournalForgery::repeatAnswer),
  CHANGE_AN_AMOUNT(JournalForgery::changeAmount),
  CREDIT_SOMEBODY_ELSE(JournalForgery::creditSomebodyElse),
  APPLY_A_MESSAGE_TWICE(JournalForgery::applyTwice),
  SWAP_TWO_MESSAGES(JournalForgery::swapMessages),
  DATE_A_MESSAGE_LATE(date(1)),
  DATE_A_MESSAGE_EARLY(date(-60_000)),
  DATE_A_MESSAGE_OF_AGGREGATION_AHEAD(AggregationForgery::dateAhead),
  DATE_A_GRANT_BEFORE_ITS_QUESTION(AggregationForgery::dateAGrantEarly),
  SET_A_CLOCK_INSIDE_AHEAD(AggregationForgery::clockAhead),
  LEAVE_OUT_A_SLASH(leaveOut(asks(AccountRequest.SlashBond.class))),
  LEAVE_OUT_A_BOND(leaveOut(asks(AccountRequest.ReserveBond.class))),
  LEAVE_OUT_A_RELEASE(leaveOut(asks(AccountRequest.ReleaseBond.class))),
  LEAVE_OUT_A_RATING(leaveOut(asks(AccountRequest.Rate.class))),
  LEAVE_OUT_AN_ESCROW(leaveOut(asks(AccountRequest.ReserveEscrow.class))),
  LEAVE_OUT_A_PAYMENT(leaveOut(asks(AccountRequest.PayFromEscrow.class))),
  LEAVE_OUT_A_CREDIT(leaveOut(asks(AccountRequest.Credit.class))),
  LEAVE_OUT_A_REFUND(leaveOut(asks(AccountRequest.RefundEscrow.class))),
  LEAVE_OUT_A_LEASE(leaveOut(asks(AccountRequest.LockLease.class))),
  LEAVE_OUT_THE_END_OF_A_LEASE(leaveOut(asks(AccountRequest.EndLease.class))),
  LEAVE_OUT_A_CLAIM(leaveOut(asks(AccountRequest.ClaimStatement.class))),
  LEAVE_OUT_A_KEPT_PROOF(leaveOut(asks(AccountRequest.KeepProof.class))),
  LEAVE_OUT_AN_ANSWER(leaveOut(says(InternalMessage.TaskAnswered.class))),
  LEAVE_OUT_A_POLICY_ON_ITS_WAY(leaveOut(says(InternalMessage.PolicyAnnounced.class))),
  LEAVE_OUT_A_REGISTRATION_ON_ITS_WAY(leaveOut(says(InternalMessage.ProverRegistered.class))),
  LEAVE_OUT_A_POLICY(leaveOut(from(Topics.POLICIES.name()))),
  LEAVE_OUT_A_STAKE(leaveOut(from(Topics.STAKES.name()))),
  LEAVE_OUT_A_REGISTRATION(leaveOut(from(Topics.REGISTRATIONS.name()))),
  LEAVE_OUT_A_TASK(leaveOut(from(Topics.TASKS.name()))),
  LEAVE_OUT_AN_ASSIGNMENT(leaveOut(from(Topics.ASSIGNMENTS.name()))),
  LEAVE_OUT_A_COMMIT(leaveOut(from(Topics.COMMITMENTS.name()))),
  LEAVE_OUT_A_REVEAL(leaveOut(from(Topics.REVEALS.name()))),
  LEAVE_OUT_A_WINDOW(leaveOut(from(Topics.WINDOWS.name()))),
  LEAVE_OUT_A_JOB(leaveOut(from(Topics.AGGREGATION_JOBS.name()))),
  LEAVE_OUT_A_RECEIPT(leaveOut(from(Topics.RECEIPTS.name()))),
  LEAVE_OUT_A_VERDICT_THAT_MOVES_MONEY(leaveOut(from(Topics.VERDICTS.name()))),
  LEAVE_OUT_A_REQUEST(leaveOut(from(Topics.BATCHES.name()))),
  LEAVE_OUT_A_CHILD_PROOF(leaveOut(from(Topics.CHILD_PROOFS.name()))),
  LEAVE_OUT_AN_AGGREGATE(leaveOut(from(Topics.AGGREGATES.name()))),
  LEAVE_OUT_A_TASK_ON_ITS_WAY(leaveOut(tells(Input.ShardPublished.class))),
  LEAVE_OUT_AN_ANSWER_ON_ITS_WAY(leaveOut(tells(Input.RequestAnswered.class))),
  LEAVE_OUT_A_LOSS_ON_ITS_WAY(leaveOut(tells(Input.Slashed.class))),
  LEAVE_OUT_THE_START_OF_A_LEASE(leaveOut(tells(Input.LeaseOpened.class))),
  LEAVE_OUT_A_GRANT(AggregationForgery::leaveOutAGrant),
  LEAVE_OUT_AN_AGGREGATOR(leaveOut(sees(MarketEvent.AggregatorSeen.class))),
  LEAVE_OUT_AN_ACCOUNT(leaveOut(sees(MarketEvent.AccountSeen.class))),
  LEAVE_OUT_A_POLICY_OF_AGGREGATION(leaveOut(sees(MarketEvent.PolicyPublished.class))),
  GIVE_A_LEASE_TO_NOBODY(AggregationForgery::grantToNobody),
  INVENT_A_LOSS(AggregationForgery::inventALoss),
  CHANGE_AN_AGGREGATORS_KEY(AggregationForgery::changeAKey),
  LEAVE_OUT_A_SUPERSESSION(leaveOut(from(Topics.SUPERSESSIONS.name()))),
  LEAVE_OUT_A_BATCH_ON_ITS_WAY(
      leaveOut(SchedulingForgery.hears(ScheduleEvent.TasksPublished.class))),
  LEAVE_OUT_THE_END_OF_A_BATCH(leaveOut(SchedulingForgery.hears(ScheduleEvent.BatchEnded.class))),
  LEAVE_OUT_A_VERDICT_ON_ITS_WAY(leaveOut(SchedulingForgery.hears(ScheduleEvent.Judged.class))),
  LEAVE_OUT_A_CHOICE(SchedulingForgery::leaveOutAChoice),
  ASSIGN_TO_NOBODY(SchedulingForgery::assignToNobody),
  ASSIGN_FOR_MORE(SchedulingForgery::assignForMore),
  GIVE_UP_A_TASK(SchedulingForgery::giveUpATask),
  INVENT_A_DECLINE(SchedulingForgery::inventADecline),
  INVENT_THE_END_OF_A_BATCH(SchedulingForgery::inventAnEnd),
  DATE_A_COMMIT_LATER(SchedulingForgery::dateACommitLater),
  JUDGE_BY_ANOTHER_POLICY(SchedulingForgery.byAnotherPolicy()),
  KNOW_OF_MONEY_THAT_NOBODY_HAD(SchedulingForgery::inventMoney),
  STOP_BEFORE_DEADLINES(JournalForgery::stopBeforeDeadlines),
  APPLY_A_RECORD_TWICE(JournalForgery::recordTwice),
  APPLY_WHAT_IS_NOT_THERE(JournalForgery::notThere),
  JUDGE_A_MILLISECOND_LATE(late(1)),
  JUDGE_SEVEN_SECONDS_LATE(late(7_000)),
  JUDGE_A_MINUTE_LATE(late(60_000)),
  JUDGE_A_MILLISECOND_EARLY(late(-1)),
  CLOCK_AHEAD_OF_THE_LOG(clock(5_001)),
  CLOCK_STEPS_BACK(clock(-5_001)),
  DEADLINES_BEFORE_THEIR_TIME(JournalForgery::hastyDeadlines),
  INVENT_A_CLOSURE(JournalForgery::inventClosure),
  SWAP_TWO_TURNS(JournalForgery::swapTurns),
  CUT_OFF_A_THIRD(JournalForgery::cut),
  BEGIN_LATER(JournalForgery::beginLater),
  SPLICE_ANOTHER_JOURNAL(JournalForgery::splice),
  HIDE_IN_ANOTHER_JOURNAL(JournalForgery::hide);

  /**
   * Journals as they are to be.
   *
   * @param names one of these has to be in what is found
   */
  record Plan(Map<String, List<JournalEntry>> journals, List<String> names) {
    Plan(String journal, List<JournalEntry> entries, List<String> names) {
      this(Map.of(journal, entries), names);
    }
  }

  /** Plans a forgery of one journal; empty where it has nothing of the kind. */
  interface Planning {
    Optional<Plan> plan(String journal, List<JournalEntry> entries);
  }

  /** Plans one that takes another journal as well, of all that there are. */
  interface WidePlanning {
    Optional<Plan> plan(String journal, Map<String, List<JournalEntry>> journals);
  }

  private final WidePlanning planning;

  JournalForgery(Planning planning) {
    this.planning = (journal, journals) -> planning.plan(journal, journals.get(journal));
  }

  JournalForgery(WidePlanning planning) {
    this.planning = planning;
  }

  Optional<Plan> plan(String journal, Map<String, List<JournalEntry>> journals) {
    return planning.plan(journal, journals);
  }

  private static Optional<InternalMessage> message(JournalEntry entry) {
    ByteBuffer internal = entry.getInternalInput();
    if (internal == null
        || entry.getClocks().containsKey(Applied.DEADLINES)
        || AggregationAudit.isOf(entry.getJournal())
        || SchedulingAudit.isOf(entry.getJournal())) {
      return Optional.empty();
    }
    byte[] bytes = new byte[internal.remaining()];
    internal.duplicate().get(bytes);
    return Optional.of(Errand.read("", bytes).message());
  }

  private static Predicate<JournalEntry> asks(Class<? extends AccountRequest> type) {
    return entry ->
        message(entry)
            .filter(m ->
                m instanceof InternalMessage.AccountAsked(AccountRequest request)
                    && type.isInstance(request))
            .isPresent();
  }

  private static Predicate<JournalEntry> says(Class<? extends InternalMessage> type) {
    return entry -> message(entry).filter(type::isInstance).isPresent();
  }

  private static Predicate<JournalEntry> tells(Class<? extends Input> type) {
    return entry -> AggregationForgery.told(entry).filter(type::isInstance).isPresent();
  }

  private static Predicate<JournalEntry> sees(Class<? extends MarketEvent> type) {
    return entry -> AggregationForgery.seen(entry).filter(type::isInstance).isPresent();
  }

  /** Entries that applied a record of that topic. */
  private static Predicate<JournalEntry> from(String topic) {
    return entry ->
        entry.getInput().getTopic().equals(topic)
            && entry.getClocks().keySet().stream().noneMatch(name -> name.startsWith("("));
  }

  static int last(List<JournalEntry> entries, Predicate<JournalEntry> wanted) {
    for (int i = entries.size() - 1; i >= 0; i--) {
      if (wanted.test(entries.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static String place(JournalEntry entry) {
    Coordinates at = entry.getInput();
    return at.getTopic() + "-" + at.getPartition() + "@" + at.getOffset();
  }

  private static Planning leaveOut(Predicate<JournalEntry> wanted) {
    return (journal, entries) -> {
      int at = last(entries, wanted);
      if (at < 0) {
        return Optional.empty();
      }
      List<JournalEntry> rest = new ArrayList<>(entries);
      JournalEntry gone = rest.remove(at);
      return Optional.of(new Plan(journal, rest, List.of(nameOf(journal, gone))));
    };
  }

  /**
   * It and all that follows: the next entry makes up for deadlines that are left out alone, which
   * is a right history, of a market whose reading was slow.
   */
  private static Optional<Plan> stopBeforeDeadlines(String journal, List<JournalEntry> entries) {
    String nothing = JournalChain.outcomeDigest(List.of()).hex();
    int at =
        last(
            entries,
            entry ->
                entry.getClocks().containsKey(Applied.DEADLINES)
                    && !entry.getOutcomeDigest().equals(nothing));
    return at < 0
        ? Optional.empty()
        : Optional.of(new Plan(journal, entries.subList(0, at), List.of(journal)));
  }

  /** The record, or whom the message was for. */
  private static String nameOf(String journal, JournalEntry gone) {
    return SchedulingForgery.nameOf(gone)
        .or(() -> recordKey(gone).map(key -> "-" + Journals.partition(journal) + " for " + key))
        .orElse(place(gone));
  }

  private static Optional<String> recordKey(JournalEntry entry) {
    return message(entry)
        .map(InternalMessage::recordKey)
        .or(() -> AggregationForgery.recordKey(entry));
  }

  private static String key(JournalEntry entry) {
    return recordKey(entry).orElse("nobody");
  }

  static Optional<Plan> changed(String journal, List<JournalEntry> entries, int at) {
    return Optional.of(new Plan(journal, entries, List.of(journal + " " + at)));
  }

  /** An internal input after the last of its topic. */
  private static JournalEntry internal(JournalEntry like, InternalMessage message, long offset) {
    byte[] bytes = new Errand(InternalTopics.ACCOUNT_REQUESTS, message).bytes();
    byte[] key = message.recordKey().getBytes(StandardCharsets.UTF_8);
    Coordinates at = like.getInput();
    return JournalEntry.newBuilder(like)
        .setInput(new Coordinates(at.getTopic(), at.getPartition(), offset, at.getTime()))
        .setInputDigest(InboundRecord.digest(key, bytes).hex())
        .setInternalInput(ByteBuffer.wrap(bytes))
        .setClocks(new HashMap<>(like.getClocks()))
        .build();
  }

  private static Optional<Plan> inventCredit(String journal, List<JournalEntry> entries) {
    int at = last(entries, asks(AccountRequest.OfAccount.class));
    if (at < 0) {
      return Optional.empty();
    }
    Address account = account(entries.get(at));
    AccountRequest credit =
        new AccountRequest.Credit(
            Keccak.hash("nobody paid".getBytes(StandardCharsets.UTF_8)),
            account,
            Address.ZERO,
            1_000,
            LedgerBucket.FREE,
            MovementKind.PAY,
            new AccountRequest.Matter(null, null, "REWARD"));
    List<JournalEntry> more = new ArrayList<>(entries);
    more.add(
        at + 1,
        internal(
            entries.get(at),
            new InternalMessage.AccountAsked(credit),
            entries.get(at).getInput().getOffset() + 1));
    return changed(journal, more, at + 1);
  }

  private static Address account(JournalEntry entry) {
    if (message(entry).orElseThrow() instanceof InternalMessage.AccountAsked(AccountRequest request)
        && request instanceof AccountRequest.OfAccount asked) {
      return asked.account();
    }
    throw new IllegalArgumentException("asks no account: " + entry);
  }

  private static Optional<Plan> repeatAnswer(String journal, List<JournalEntry> entries) {
    return repeated(journal, entries, says(InternalMessage.TaskAnswered.class));
  }

  private static Optional<Plan> applyTwice(String journal, List<JournalEntry> entries) {
    return repeated(journal, entries, asks(AccountRequest.OfAccount.class));
  }

  private static Optional<Plan> repeated(
      String journal, List<JournalEntry> entries, Predicate<JournalEntry> wanted) {
    int at = last(entries, wanted);
    if (at < 0) {
      return Optional.empty();
    }
    List<JournalEntry> more = new ArrayList<>(entries);
    more.add(
        at + 1,
        internal(
            entries.get(at),
            message(entries.get(at)).orElseThrow(),
            entries.get(at).getInput().getOffset() + 1));
    return changed(journal, more, at + 1);
  }

  private static Optional<Plan> changeAmount(String journal, List<JournalEntry> entries) {
    return credit(
        journal,
        entries,
        c ->
            new AccountRequest.Credit(
                c.id(),
                c.account(),
                c.from(),
                c.amount() + 1_000,
                c.bucket(),
                c.kind(),
                c.matter()));
  }

  /** An account whose money is in the same journal. */
  private static Optional<Plan> creditSomebodyElse(String journal, List<JournalEntry> entries) {
    return credit(
        journal,
        entries,
        c ->
            new AccountRequest.Credit(
                c.id(),
                neighbour(Journals.partition(journal)),
                c.from(),
                c.amount(),
                c.bucket(),
                c.kind(),
                c.matter()));
  }

  private static Address neighbour(int partition) {
    for (int i = 1; ; i++) {
      Address address = Address.parse("0x" + "%040x".formatted(i));
      if (Partitions.of(address.hex(), Topics.PARTITIONS) == partition) {
        return address;
      }
    }
  }

  private static Optional<Plan> credit(
      String journal,
      List<JournalEntry> entries,
      java.util.function.UnaryOperator<AccountRequest.Credit> change) {
    int at = last(entries, asks(AccountRequest.Credit.class));
    if (at < 0
        || !(message(entries.get(at)).orElseThrow()
                instanceof InternalMessage.AccountAsked(AccountRequest request)
            && request instanceof AccountRequest.Credit credit)) {
      return Optional.empty();
    }
    List<JournalEntry> other = new ArrayList<>(entries);
    other.set(
        at,
        internal(
            entries.get(at),
            new InternalMessage.AccountAsked(change.apply(credit)),
            entries.get(at).getInput().getOffset()));
    return changed(journal, other, at);
  }

  /** Two of one account next to each other: what was said first is taken in last. */
  private static Optional<Plan> swapMessages(String journal, List<JournalEntry> entries) {
    for (int i = entries.size() - 1; i > 0; i--) {
      JournalEntry a = entries.get(i - 1);
      JournalEntry b = entries.get(i);
      if (message(a).isPresent()
          && message(b).isPresent()
          && a.getInput().getTopic().equals(b.getInput().getTopic())
          && key(a).equals(key(b))
          && !a.getInputDigest().equals(b.getInputDigest())
          && !a.getInput().getTopic().endsWith(InternalTopics.ACCOUNT_ANSWERS)) {
        List<JournalEntry> other = new ArrayList<>(entries);
        other.set(i - 1, b);
        other.set(i, a);
        return Optional.of(
            new Plan(journal, other, List.of(journal + " " + (i - 1), journal + " " + i)));
      }
    }
    return Optional.empty();
  }

  /**
   * As if it had been sent at another time. What aggregation is told has the time of its own topic,
   * and comes later than it might by whatever aggregation was away; what its desk says follows from
   * nothing.
   */
  private static Planning date(long by) {
    return (journal, entries) -> {
      int at =
          last(
              entries,
              entry ->
                  entry.getInternalInput() != null
                      && isInput(entry)
                      && !AggregationForgery.isOfTheDesk(entry));
      if (at < 0 || (by > 0 && AggregationAudit.isOf(journal))) {
        return Optional.empty();
      }
      Coordinates real = entries.get(at).getInput();
      Map<String, Long> clocks = new HashMap<>(entries.get(at).getClocks());
      clocks.computeIfPresent(real.getTopic(), (topic, time) -> time + by);
      List<JournalEntry> other = new ArrayList<>(entries);
      other.set(
          at,
          JournalEntry.newBuilder(entries.get(at))
              .setInput(
                  new Coordinates(
                      real.getTopic(), real.getPartition(), real.getOffset(), real.getTime() + by))
              .setClocks(clocks)
              .build());
      return changed(journal, other, at);
    };
  }

  private static boolean isInput(JournalEntry entry) {
    return entry.getClocks().keySet().stream().noneMatch(name -> name.startsWith("("));
  }

  private static boolean isPublic(JournalEntry entry) {
    return entry.getInternalInput() == null
        && entry.getClocks().keySet().stream().noneMatch(name -> name.startsWith("("));
  }

  private static Optional<Plan> recordTwice(String journal, List<JournalEntry> entries) {
    int at = last(entries, JournalForgery::isPublic);
    if (at < 0) {
      return Optional.empty();
    }
    List<JournalEntry> more = new ArrayList<>(entries);
    more.add(at + 1, entries.get(at));
    return Optional.of(
        new Plan(journal, more, List.of(journal + " " + (at + 1), place(entries.get(at)))));
  }

  private static Optional<Plan> notThere(String journal, List<JournalEntry> entries) {
    int at = last(entries, JournalForgery::isPublic);
    if (at < 0) {
      return Optional.empty();
    }
    Coordinates real = entries.get(at).getInput();
    List<JournalEntry> more = new ArrayList<>(entries);
    more.set(
        at,
        JournalEntry.newBuilder(entries.get(at))
            .setInput(
                new Coordinates(
                    real.getTopic(),
                    real.getPartition(),
                    real.getOffset() + 1_000_000,
                    real.getTime()))
            .build());
    return changed(journal, more, at);
  }

  private static Planning late(long by) {
    return (journal, entries) -> {
      int at = last(entries, JournalForgery::isPublic);
      if (at < 0) {
        return Optional.empty();
      }
      JournalEntry entry = entries.get(at);
      Coordinates real = entry.getInput();
      Map<String, Long> clocks = new HashMap<>(entry.getClocks());
      if (!journal.startsWith(Journals.TASK)) {
        clocks.put(real.getTopic(), real.getTime() + by);
      }
      List<JournalEntry> other = new ArrayList<>(entries);
      other.set(
          at,
          JournalEntry.newBuilder(entry)
              .setInput(
                  new Coordinates(
                      real.getTopic(), real.getPartition(), real.getOffset(), real.getTime() + by))
              .setClocks(clocks)
              .build());
      return changed(journal, other, at);
    };
  }

  private static Planning clock(long by) {
    return (journal, entries) -> {
      int at = last(entries, e -> !e.getClocks().isEmpty());
      if (at < 0) {
        return Optional.empty();
      }
      Map<String, Long> clocks = new HashMap<>(entries.get(at).getClocks());
      clocks.replaceAll((topic, time) -> time + by);
      List<JournalEntry> other = new ArrayList<>(entries);
      other.set(at, JournalEntry.newBuilder(entries.get(at)).setClocks(clocks).build());
      return changed(journal, other, at);
    };
  }

  /** Nobody's time to reveal is over before the log says so. */
  private static Optional<Plan> hastyDeadlines(String journal, List<JournalEntry> entries) {
    int at = last(entries, e -> e.getClocks().containsKey(Applied.DEADLINES));
    if (at < 0) {
      return Optional.empty();
    }
    Map<String, Long> clocks = new HashMap<>(entries.get(at).getClocks());
    clocks.merge(Applied.DEADLINES, 3_600_000L, Long::sum);
    List<JournalEntry> other = new ArrayList<>(entries);
    other.set(at, JournalEntry.newBuilder(entries.get(at)).setClocks(clocks).build());
    return changed(journal, other, at);
  }

  private static Optional<Plan> inventClosure(String journal, List<JournalEntry> entries) {
    int at = last(entries, from(Topics.REVEALS.name()).or(from(Topics.AGGREGATES.name())));
    if (at < 0) {
      return Optional.empty();
    }
    Map<String, Long> clocks = new HashMap<>(entries.get(at).getClocks());
    long time = entries.get(at).getInput().getTime();
    clocks.put(Applied.CLOSED_SINCE, time - 30_000);
    clocks.put(Applied.CLOSED_UNTIL, time);
    List<JournalEntry> more = new ArrayList<>(entries);
    more.add(at, JournalEntry.newBuilder(entries.get(at)).setClocks(clocks).build());
    return changed(journal, more, at);
  }

  private static Optional<Plan> swapTurns(String journal, List<JournalEntry> entries) {
    for (int i = entries.size() - 1; i > 0; i--) {
      if (isPublic(entries.get(i - 1))
          && isPublic(entries.get(i))
          && journal.startsWith(Journals.TASK)
          && inTurn(entries.get(i - 1))
          && inTurn(entries.get(i))) {
        List<JournalEntry> other = new ArrayList<>(entries);
        other.set(i - 1, entries.get(i));
        other.set(i, entries.get(i - 1));
        return Optional.of(
            new Plan(journal, other, List.of(journal + " " + (i - 1), journal + " " + i)));
      }
    }
    return Optional.empty();
  }

  private static boolean inTurn(JournalEntry entry) {
    return !entry.getInput().getTopic().equals(Topics.WINDOWS.name());
  }

  private static Optional<Plan> cut(String journal, List<JournalEntry> entries) {
    int left = entries.size() * 2 / 3;
    List<String> names = new ArrayList<>();
    entries.subList(left, entries.size()).forEach(e -> names.add(place(e)));
    names.add(journal);
    names.add(" to " + journal);
    entries.subList(left, entries.size()).forEach(e -> names.add(" for " + key(e)));
    return left == entries.size()
        ? Optional.empty()
        : Optional.of(new Plan(journal, entries.subList(0, left), names));
  }

  private static Optional<Plan> beginLater(String journal, List<JournalEntry> entries) {
    List<String> names =
        List.of(journal, place(entries.getFirst()), " for " + key(entries.getFirst()));
    return Optional.of(new Plan(journal, entries.subList(1, entries.size()), names));
  }

  /** Which journal of settlement reads none of what a side reads. */
  private static final Map<String, String> STRANGERS =
      Map.of(
          Journals.TASK, Journals.ACCOUNT,
          Journals.ACCOUNT, Journals.BATCH,
          Journals.BATCH, Journals.TASK,
          Journals.POLICY, Journals.TASK,
          Journals.AGGREGATION, Journals.ACCOUNT,
          Journals.REQUEST, Journals.POLICY);

  /** Its record is in a journal once, and nothing comes of it there. */
  private static Optional<Plan> hide(String journal, Map<String, List<JournalEntry>> journals) {
    List<JournalEntry> rest = new ArrayList<>(journals.get(journal));
    String stranger = STRANGERS.get(journal.substring(0, journal.indexOf('-') + 1));
    int at = last(rest, entry -> isPublic(entry) && !isOfNeighbours(entry));
    if (at < 0 || stranger == null) {
      return Optional.empty();
    }
    String other = stranger + Journals.partition(journal);
    List<JournalEntry> more = new ArrayList<>(journals.getOrDefault(other, List.of()));
    JournalEntry hidden = rest.remove(at);
    Coordinates place = hidden.getInput();
    Map<String, Long> clocks =
        stranger.equals(Journals.TASK) && !more.isEmpty()
            ? new HashMap<>(more.getLast().getClocks())
            : new HashMap<>(Map.of(place.getTopic(), place.getTime()));
    clocks.keySet().removeIf(name -> name.startsWith("("));
    more.add(JournalEntry.newBuilder(hidden).setClocks(clocks).build());
    return Optional.of(
        new Plan(Map.of(journal, rest, other, more), List.of(other + " " + (more.size() - 1))));
  }

  /** Of a topic that more than one journal reads. */
  private static boolean isOfNeighbours(JournalEntry entry) {
    return List.of(Topics.RECEIPTS.name(), Topics.CHILD_PROOFS.name())
        .contains(entry.getInput().getTopic());
  }

  /** Another partition's history under this name. */
  private static Optional<Plan> splice(String journal, List<JournalEntry> entries) {
    int partition = (Journals.partition(journal) + 1) % Topics.PARTITIONS;
    String other = journal.substring(0, journal.indexOf('-') + 1) + partition;
    return Optional.of(new Plan(other, entries, List.of(other)));
  }
}

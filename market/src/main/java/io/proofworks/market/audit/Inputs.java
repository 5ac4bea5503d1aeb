package io.proofworks.market.audit;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.settlement.records.BatchRecords;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.stream.Stream;

/** Whether each record that has to be in a journal is in one, once. */
final class Inputs {

  /** Each record of these has its turn in a task journal. */
  private static final List<Topic<?>> IN_TURN =
      List.of(Topics.TASKS, Topics.ASSIGNMENTS, Topics.COMMITMENTS, Topics.REVEALS);

  /** Each record of these has an entry in a journal, as it is read. */
  private static final List<Topic<?>> AT_ONCE =
      List.of(
          Topics.WINDOWS,
          Topics.REGISTRATIONS,
          Topics.STAKES,
          Topics.POLICIES,
          Topics.AGGREGATION_JOBS,
          Topics.RECEIPTS,
          Topics.CHILD_PROOFS,
          Topics.AGGREGATES);

  /** Each record of these has an entry in a journal of requests, as it is read, if it is signed. */
  private static final List<Topic<?>> OF_REQUESTS =
      List.of(Topics.BATCHES, Topics.SUPERSESSIONS, Topics.RECEIPTS, Topics.CHILD_PROOFS);

  private final Run run;
  private final Coverage coverage;

  /** Of what sharding takes, which others take as well. */
  private final Coverage ofRequests;

  /**
   * @param turns how far the task journals are
   * @param unsigned what nobody signed: no journal of requests has it
   */
  Inputs(Run run, JournalIndex journals, Coverage.Progress turns, UnsignedRecords unsigned) {
    this.run = run;
    this.coverage = new Coverage(run.scratch(), run.findings());
    this.ofRequests = new Coverage(run.scratch(), run.findings());
    for (String journal : journals.sizes().keySet()) {
      Coverage of = SchedulingAudit.isOf(journal) ? ofRequests : coverage;
      journals.entries(journal).forEach(of::note);
    }
    check(turns, unsigned);
  }

  private void check(Coverage.Progress turns, UnsignedRecords unsigned) {
    IN_TURN.forEach(topic -> coverage.check(records(topic), turns));
    Coverage.Progress atOnce = coverage.atOnce(run.overdue());
    AT_ONCE.forEach(topic -> coverage.check(records(topic), atOnce));
    BatchRecords batches = new BatchRecords(run.scope().serdes());
    coverage.check(records(Topics.VERDICTS).filter(batches::concerns), atOnce);
    ScratchMap<String> taken = takenRequests();
    coverage.check(
        records(Topics.BATCHES).filter(request -> taken.contains(request.coordinates().toString())),
        atOnce);
    Coverage.Progress asRead = ofRequests.atOnce(run.overdue());
    OF_REQUESTS.forEach(
        topic -> ofRequests.check(records(topic).filter(record -> !unsigned.has(record)), asRead));
  }

  /** As they are judged: one whose time is ahead waits no longer for that. */
  private Stream<InboundRecord> records(Topic<?> topic) {
    return run.log().records(topic).map(run.times()::judged);
  }

  /** Where the requests are that scheduling took: those that aggregation has to know. */
  private ScratchMap<String> takenRequests() {
    ScratchMap<String> places = run.scratch().set();
    run.log()
        .all(Topics.VERDICTS)
        .map(Decoding.Found::value)
        .filter(Inputs::takes)
        .forEach(verdict -> places.put(Decoding.place(verdict.getInput()), ""));
    return places;
  }

  private static boolean takes(Verdict verdict) {
    return verdict.getKind().equals(VerdictKind.BATCH.name())
        && verdict.getReason().equals(Reason.ACCEPTED.name());
  }

  /** Records that have to be in journals; of what two applications take, twice. */
  long checked() {
    return coverage.inputs() + ofRequests.inputs();
  }

  /** Of these, later than everything the journal has of their partition. */
  long waiting() {
    return coverage.waiting() + ofRequests.waiting();
  }
}

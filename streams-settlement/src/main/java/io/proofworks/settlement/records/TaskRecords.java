package io.proofworks.settlement.records;

import io.proofworks.avro.AggregationGrant;
import io.proofworks.avro.Assignee;
import io.proofworks.avro.Assignment;
import io.proofworks.avro.Commitment;
import io.proofworks.avro.Reveal;
import io.proofworks.avro.RevealWindow;
import io.proofworks.avro.Task;
import io.proofworks.avro.TaskRecord;
import io.proofworks.messages.AssignmentKind;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Binding;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.serde.Decoder;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.settlement.domain.Epoch;
import io.proofworks.settlement.domain.Origin;
import io.proofworks.settlement.domain.PublishedTask;
import io.proofworks.settlement.domain.TaskInput;
import io.proofworks.topics.Topics;
import java.util.List;

/** Records of the four topics that settle together, from Avro to domain. */
public final class TaskRecords {

  /** A commitment is a few hundred bytes; more is not a commitment. */
  private static final int COMMITMENT_BYTES = 4096;

  /** Topics that settle together, in the order of inputs of one millisecond. */
  public static final List<String> TOPICS =
      List.of(
          Topics.TASKS.name(),
          Topics.ASSIGNMENTS.name(),
          Topics.COMMITMENTS.name(),
          Topics.REVEALS.name());

  /**
   * Those of {@link #TOPICS} on which somebody has to have written by a deadline. Their time does
   * not cross a gap of the log before a ticker has said what it was. Assignments and tasks are the
   * market's own word: who appends them ticks them, and their time is their newest record's.
   */
  private static final List<String> TIMED =
      List.of(Topics.COMMITMENTS.name(), Topics.REVEALS.name());

  private final Intake intake;
  private final Decoder<TaskRecord> tasks;
  private final Decoder<Assignment> assignments;
  private final Decoder<Commitment> commitments;
  private final Decoder<Reveal> reveals;
  private final Decoder<RevealWindow> windows;

  public TaskRecords(MarketSerdes serdes, Digests digests, int partitions) {
    this.intake = new Intake(digests, partitions);
    this.tasks = serdes.decoder(Topics.TASKS);
    this.assignments = serdes.decoder(Topics.ASSIGNMENTS);
    this.commitments = serdes.decoder(Topics.COMMITMENTS);
    this.reveals = serdes.decoder(Topics.REVEALS);
    this.windows = serdes.decoder(Topics.WINDOWS);
  }

  /** Whether it is of a public topic; all others are internal, and purged once they are read. */
  public static boolean isPublic(InboundRecord record) {
    return TOPICS.contains(record.coordinates().topic()) || opensWindow(record);
  }

  /** Whether somebody has to have written to that topic by a deadline. */
  public static boolean isTimed(String topic) {
    return TIMED.contains(topic);
  }

  /** Whether it opens a reveal window: such a record counts at once, and waits for no clock. */
  public static boolean opensWindow(InboundRecord record) {
    return record.coordinates().topic().equals(Topics.WINDOWS.name());
  }

  /** Reads a record that opens a reveal window. */
  public Reading<TaskInput> window(InboundRecord record) {
    return intake.read(
        record,
        VerdictKind.WINDOW,
        Topics.WINDOWS.maxMessageBytes(),
        windows,
        RevealWindow::getTaskId,
        (window, origin) ->
            new TaskInput.WindowOpened(
                origin,
                Hash32.parse(window.getDomain()),
                Hash32.parse(window.getTaskId()),
                Hash32.parse(window.getCommitVerdictId())));
  }

  public Reading<TaskInput> read(InboundRecord record) {
    return switch (TOPICS.indexOf(record.coordinates().topic())) {
      case 0 ->
          intake.read(
              record,
              VerdictKind.TASK,
              Topics.TASKS.maxMessageBytes(),
              tasks,
              TaskRecord::getTaskId,
              TaskRecords::task);
      case 1 ->
          intake.read(
              record,
              VerdictKind.ASSIGNMENT,
              Topics.ASSIGNMENTS.maxMessageBytes(),
              assignments,
              Assignment::getTaskId,
              TaskRecords::assignment);
      case 2 ->
          intake.read(
              record,
              VerdictKind.COMMIT,
              COMMITMENT_BYTES,
              commitments,
              Commitment::getTaskId,
              TaskRecords::commitment);
      case 3 ->
          intake.read(
              record,
              VerdictKind.REVEAL,
              Topics.REVEALS.maxMessageBytes(),
              reveals,
              Reveal::getTaskId,
              TaskRecords::reveal);
      default -> throw new IllegalStateException("not a task topic: " + record.coordinates());
    };
  }

  private static TaskInput task(TaskRecord record, Origin origin) {
    Hash32 domain = Hash32.parse(record.getDomain());
    Hash32 taskId = Hash32.parse(record.getTaskId());
    Object event = record.getEvent();
    return switch (event) {
      case Task task -> new TaskInput.TaskPublished(origin, published(domain, taskId, task));
      case io.proofworks.avro.TaskSuperseded superseded ->
          new TaskInput.TaskSuperseded(
              origin, domain, taskId, superseded.getCause(), superseded.getSupersededAt());
      case io.proofworks.avro.TaskClosed closed ->
          new TaskInput.TaskClosed(
              origin, domain, taskId, ending(closed.getState()), closed.getCause());
      default -> throw new IllegalArgumentException("an event of no known kind");
    };
  }

  private static TaskState ending(String word) {
    TaskState state = Intake.word(TaskState.find(word), word);
    if (!state.isEnd() || state == TaskState.SUPERSEDED) {
      throw new IllegalArgumentException("a task is not closed as " + word);
    }
    return state;
  }

  private static PublishedTask published(Hash32 domain, Hash32 taskId, Task task) {
    return new PublishedTask(
        domain,
        taskId,
        Hash32.parse(task.getBatchId()),
        Address.parse(task.getRequesterId()),
        Hash32.parse(task.getStatementId()),
        task.getShardIndex(),
        task.getShardCount(),
        task.getShardWeight(),
        task.getProofSystem(),
        Hash32.parse(task.getProgramHash()),
        Intake.bytes(task.getPublicInputs()),
        Intake.word(TaskClass.find(task.getTaskClass()), task.getTaskClass()),
        Intake.word(Binding.find(task.getBinding()), task.getBinding()),
        Math.max(0, task.getCommitBy()),
        task.getRevealWindowMs(),
        task.getLateGraceMs(),
        task.getMaxProofBytes(),
        task.getPolicyVersion(),
        task.getMaxReward(),
        task.getBond());
  }

  private static TaskInput assignment(Assignment record, Origin origin) {
    AssignmentKind kind = AssignmentKind.of(record);
    if (kind != AssignmentKind.GIVES_BACK && !record.getGivenBackBy().isEmpty()) {
      throw new IllegalArgumentException("what is given back begins no epoch");
    }
    return switch (kind) {
      case ASKS -> given(record, origin);
      case ADOPTS -> adoption(record, origin);
      case GIVES_BACK -> givenBack(record, origin);
    };
  }

  private static TaskInput givenBack(Assignment record, Origin origin) {
    return new TaskInput.GivenBack(
        origin,
        Hash32.parse(record.getDomain()),
        Hash32.parse(record.getTaskId()),
        record.getEpoch(),
        record.getGivenBackBy().stream().map(Address::parse).toList());
  }

  /** Which task has the proof is for readers; settlement looks for itself. */
  private static TaskInput adoption(Assignment record, Origin origin) {
    if (record.getOpenToAll() || !record.getAssignees().isEmpty()) {
      throw new IllegalArgumentException("what is adopted is given to nobody");
    }
    Hash32.parse(record.getAdoptedFrom());
    return new TaskInput.AdoptionAssigned(
        origin,
        Hash32.parse(record.getDomain()),
        Hash32.parse(record.getTaskId()),
        Epoch.ofAdoption(record.getEpoch(), origin.time(), record.getReward()));
  }

  private static TaskInput given(Assignment record, Origin origin) {
    List<Address> assignees =
        record.getAssignees().stream().map(Assignee::getProverId).map(Address::parse).toList();
    Epoch epoch =
        Epoch.begun(
            record.getEpoch(),
            assignees,
            record.getOpenToAll(),
            origin.time(),
            record.getCommitBy(),
            record.getCommitWindowMs(),
            record.getReward());
    return new TaskInput.Assigned(
        origin, Hash32.parse(record.getDomain()), Hash32.parse(record.getTaskId()), epoch);
  }

  private static TaskInput commitment(Commitment record, Origin origin) {
    return new TaskInput.CommitReceived(
        origin,
        Hash32.parse(record.getDomain()),
        Hash32.parse(record.getTaskId()),
        record.getEpoch(),
        Address.parse(record.getProverId()),
        Hash32.parse(record.getCommitment()),
        SignedMessages.digest(record),
        Intake.bytes(record.getSignature()));
  }

  private static TaskInput reveal(Reveal record, Origin origin) {
    return new TaskInput.RevealReceived(
        origin,
        Hash32.parse(record.getDomain()),
        Hash32.parse(record.getTaskId()),
        record.getEpoch(),
        Address.parse(record.getProverId()),
        Intake.bytes(record.getProof()),
        Hash32.parse(record.getNonce()),
        grant(record),
        SignedMessages.digest(record),
        Intake.bytes(record.getSignature()));
  }

  private static TaskInput.Grant grant(Reveal record) {
    AggregationGrant grant = record.getGrant();
    Hash32 batchId = Hash32.parse(grant.getBatchId());
    Address aggregator = Address.parse(grant.getAggregatorId());
    Hash32 signed =
        SignedMessages.grantDigest(
            Hash32.parse(record.getDomain()),
            Hash32.parse(record.getTaskId()),
            Address.parse(record.getProverId()),
            batchId,
            aggregator);
    return new TaskInput.Grant(batchId, aggregator, signed, Intake.bytes(grant.getSignature()));
  }
}

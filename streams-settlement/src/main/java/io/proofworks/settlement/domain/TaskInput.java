package io.proofworks.settlement.domain;

import io.proofworks.protocol.Address;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.TaskState;
import io.proofworks.protocol.VerdictKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that can happen to a task, already decoded, of a known place in the log. */
public sealed interface TaskInput {

  Origin origin();

  Hash32 taskId();

  /** Inputs of others that carry the market they are meant for. */
  sealed interface Addressed extends TaskInput {
    Hash32 domain();
  }

  /**
   * Inputs of the market's own applications. Who may write them is a matter of the topics' ACLs;
   * they carry no signature and have no author.
   */
  sealed interface Trusted extends Addressed {}

  /**
   * Inputs that anybody may write in anybody's name: what such a record names is a mere claim until
   * its signature has been checked.
   */
  sealed interface Claimed extends Addressed {

    VerdictKind kind();

    int epoch();

    /** Whom the record names as its author. */
    Address prover();

    /** What its author has to have signed. */
    Hash32 signed();

    byte[] signature();
  }

  record TaskPublished(Origin origin, PublishedTask task) implements Trusted {
    @Override
    public Hash32 taskId() {
      return task.taskId();
    }

    @Override
    public Hash32 domain() {
      return task.domain();
    }
  }

  /**
   * @param since log time from which everybody could know, as the notice says it; null if it says
   *     nothing
   */
  record TaskSuperseded(
      Origin origin, Hash32 domain, Hash32 taskId, String cause, @Nullable Long since)
      implements Trusted {}

  /** The task's end in its batch: SETTLED, FAILED or EXPIRED. */
  record TaskClosed(Origin origin, Hash32 domain, Hash32 taskId, TaskState outcome, String cause)
      implements Trusted {}

  /** A new epoch: who may commit, until when, for how much. */
  record Assigned(Origin origin, Hash32 domain, Hash32 taskId, Epoch epoch) implements Trusted {}

  /**
   * A new epoch in which nobody is to prove: the task takes over the proof that the market has of
   * its statement.
   *
   * @param epoch {@link Epoch#ofAdoption}
   */
  record AdoptionAssigned(Origin origin, Hash32 domain, Hash32 taskId, Epoch epoch)
      implements Trusted {}

  /**
   * Provers that were asked in an epoch give it back. It goes on for whoever else has it.
   *
   * @param epoch from 1
   * @param by at least one
   */
  record GivenBack(Origin origin, Hash32 domain, Hash32 taskId, int epoch, List<Address> by)
      implements Trusted {

    /**
     * @throws IllegalArgumentException naming the field that is out of range
     */
    public GivenBack {
      by = List.copyOf(by);
      Limits.require("epoch", epoch, 1, Integer.MAX_VALUE);
      if (by.isEmpty()) {
        throw new IllegalArgumentException("given to nobody, and given back by nobody");
      }
    }

    /** Whether that prover gives back that epoch. */
    boolean frees(Address prover, int number) {
      return epoch == number && by.contains(prover);
    }
  }

  /**
   * @param signed the digest that the prover's session key signed
   */
  record CommitReceived(
      Origin origin,
      Hash32 domain,
      Hash32 taskId,
      int epoch,
      Address prover,
      Hash32 commitment,
      Hash32 signed,
      byte[] signature)
      implements Claimed {
    @Override
    public VerdictKind kind() {
      return VerdictKind.COMMIT;
    }
  }

  /**
   * @param signed the digest that the prover's session key signed
   */
  record RevealReceived(
      Origin origin,
      Hash32 domain,
      Hash32 taskId,
      int epoch,
      Address prover,
      byte[] proof,
      Hash32 nonce,
      Grant grant,
      Hash32 signed,
      byte[] signature)
      implements Claimed {
    @Override
    public VerdictKind kind() {
      return VerdictKind.REVEAL;
    }
  }

  /**
   * The author of an accepted commit could read by the time of this record that it is accepted.
   * Settlement says so to itself, and gets no answer.
   *
   * @param bondId of the commit
   */
  record WindowOpened(Origin origin, Hash32 domain, Hash32 taskId, Hash32 bondId)
      implements Addressed {}

  /** The account side's word on a bond. */
  record BondAnswered(Origin origin, Hash32 taskId, Hash32 bondId, boolean granted)
      implements TaskInput {}

  /** The account side's word on the requester's escrow. */
  record EscrowAnswered(Origin origin, Hash32 taskId, boolean granted, String detail)
      implements TaskInput {}

  /**
   * Whether this task is the one that its statement is rewarded in.
   *
   * @param provedAt when the statement's first proof was public; null if the market keeps none
   */
  record StatementAnswered(
      Origin origin, Hash32 taskId, boolean granted, Hash32 holder, @Nullable Long provedAt)
      implements TaskInput {}

  /**
   * The account side's word on the proof that the market has of the task's statement.
   *
   * @param epoch that the task asked in
   * @param proof null if there is none
   */
  record ProofAnswered(Origin origin, Hash32 taskId, int epoch, @Nullable KeptProof proof)
      implements TaskInput {}

  /**
   * The owner's consent that an aggregator uses the proof, carried to the aggregation side.
   *
   * @param aggregator the zero address for any that is assigned
   * @param signed the digest that the prover's session key signed for it
   */
  record Grant(Hash32 batchId, Address aggregator, Hash32 signed, byte[] signature) {

    private static final byte[] UNSIGNED = {};

    /** What a grant that does not hold counts as: to any aggregator, by nobody's signature. */
    static Grant toAny(Hash32 batchId) {
      return new Grant(batchId, Address.ZERO, Hash32.ZERO, UNSIGNED);
    }

    boolean isToAny() {
      return aggregator.equals(Address.ZERO);
    }
  }
}

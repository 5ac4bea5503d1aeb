package io.proofworks.settlement.simulation;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a record of the simulation means, as its author knows it. Ids are their hex strings. */
public sealed interface Sent {

  String task();

  record Published(
      String task,
      String requester,
      String statement,
      boolean bound,
      long window,
      long grace,
      long bond,
      long maxReward,
      int maxProof,
      int policy)
      implements Sent {}

  record Assigned(String task, int epoch, Set<String> to, boolean open, long commitBy, long reward)
      implements Sent {}

  /** To nobody: the task is to take over the proof of another one. */
  record Adopted(String task, int epoch, String from, long reward) implements Sent {}

  /** Who was asked in that epoch gives it back. */
  record GivenBack(String task, int epoch, String by) implements Sent {}

  /**
   * @param since from when everybody could know; null if the notice does not say it
   */
  record Superseded(String task, @Nullable Long since) implements Sent {}

  record Closed(String task, String outcome) implements Sent {}

  /**
   * @param domainOk whether it names this market
   * @param signed whether by the prover's session key
   */
  record Commit(
      String task, int epoch, String prover, String commitment, boolean domainOk, boolean signed)
      implements Sent {}

  /**
   * @param opens the commitment that proof and nonce open, under this prover
   * @param bytes length of the proof
   * @param kind see {@link Proofs}
   * @param boundTo the prover whose binding the proof carries
   * @param grantOk whether its grant is of the task's batch
   */
  record Reveal(
      String task,
      int epoch,
      String prover,
      String opens,
      int bytes,
      Proofs.Kind kind,
      String boundTo,
      boolean domainOk,
      boolean signed,
      boolean grantOk)
      implements Sent {}

  /** Settlement's word to itself that an acceptance could be read. */
  record Opened(String task, String bondId) implements Sent {}

  /** Something that never gets to a task: the reason is all that is to be said. */
  record Junk(String kind, String reason, String author) implements Sent {
    @Override
    public String task() {
      return "";
    }
  }
}

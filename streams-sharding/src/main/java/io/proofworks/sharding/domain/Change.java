package io.proofworks.sharding.domain;

/** A step of the scheduler's book; every decision is a list of these. */
public sealed interface Change {

  /** Time passed. */
  record TimeSeen(long now) implements Change {}

  /** Heartbeats of a partition were read up to a log time, epoch milliseconds. */
  record ReadSeen(int partition, long upTo) implements Change {}

  record ProverSeen(ProverView prover) implements Change {}

  record ProverForgotten(String proverId) implements Change {}

  record TaskSeen(TaskView task) implements Change {}

  record TaskForgotten(String taskId) implements Change {}

  /** A statement has its proof. */
  record StatementProven(String statementId, ProvenStatements.Proven by) implements Change {}

  /** Settlement has no proof of it any more that holds. */
  record StatementForgotten(String statementId) implements Change {}

  record WinsSeen(RecentWins wins) implements Change {}
}

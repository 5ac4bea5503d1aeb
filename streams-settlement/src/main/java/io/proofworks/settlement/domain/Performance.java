package io.proofworks.settlement.domain;

import io.proofworks.protocol.TaskClass;

/** One observation of a prover: work of that class done, or failed. */
public record Performance(TaskClass taskClass, boolean success) {}

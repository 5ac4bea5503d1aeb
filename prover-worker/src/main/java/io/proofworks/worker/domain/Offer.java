package io.proofworks.worker.domain;

import io.proofworks.protocol.Binding;

/**
 * A task as its assignee sees it when it decides whether to take it.
 *
 * @param reward base units, urgency premium included
 * @param bond base units at risk
 * @param costCpuMillis measured cost of the proof on this hardware, milliseconds of one core
 * @param slackMillis time left after the proof is expected to be done, until commits close;
 *     negative if it comes too late
 */
public record Offer(
    long reward, long bond, long costCpuMillis, long slackMillis, Binding binding) {}

/**
 * The rules of aggregation: how a batch's child proofs become one root proof. Pure: time, policy
 * and the directory of aggregators are arguments, and what happened is what is returned.
 */
@NullMarked
package io.proofworks.aggregation.domain;

import org.jspecify.annotations.NullMarked;

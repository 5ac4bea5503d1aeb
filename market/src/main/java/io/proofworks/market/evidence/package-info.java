/**
 * What shows a third party that the market applied a receipt or a stake: the record, its entry in a
 * journal, and that enough witnesses cosigned a tree with it.
 */
@org.jspecify.annotations.NullMarked
package io.proofworks.market.evidence;

/** What {@code doctor} looks at on a cluster: facts are fetched, rules judge them. */
@org.jspecify.annotations.NullMarked
package io.proofworks.market.doctor;

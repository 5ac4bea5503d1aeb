/**
 * Transparency logs: Merkle trees as in RFC 6962, checkpoints and signed notes as C2SP writes them.
 */
@NullMarked
package io.proofworks.tlog;

import org.jspecify.annotations.NullMarked;

/** Pure decisions of a worker. */
@NullMarked
package io.proofworks.worker.domain;

import org.jspecify.annotations.NullMarked;

package io.proofworks.runtime.journal;

import io.proofworks.runtime.InboundRecord;

/** A record as it stands in the log. */
public record Logged(InboundRecord record, boolean tick) {}

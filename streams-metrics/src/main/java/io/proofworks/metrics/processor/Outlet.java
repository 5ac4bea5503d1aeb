package io.proofworks.metrics.processor;

import org.apache.avro.specific.SpecificRecord;

/** Where what is published goes. */
@FunctionalInterface
interface Outlet {

  void send(String sink, String key, SpecificRecord value, long time);
}

/**
 * What every process of the market shows those who run it: metrics under declared names, health
 * over HTTP, and log events with stable codes.
 */
@org.jspecify.annotations.NullMarked
package io.proofworks.operations;

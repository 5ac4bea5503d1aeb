/**
 * What is kept in stores, sent on internal topics and written to journals: declared in Avro IDL,
 * version by version ({@code resources/io/proofworks/formats}), and bound to the records of the
 * domain. A binding is checked when it is made: a record and its schema that do not fit each other
 * are an error of the build, and never a value that is silently not there.
 */
@NullMarked
package io.proofworks.format;

import org.jspecify.annotations.NullMarked;

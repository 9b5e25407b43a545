/** Benchmarks and load: measures, and changes nothing. Meets the engine directly and the server over HTTP. */
@NullMarked
package dev.attune.load;

import org.jspecify.annotations.NullMarked;

/** The network: its configuration, its weights, its programs, its cache. What to compute and for whom is decided in {@code engine}. */
@NullMarked
package dev.attune.serving.model;

import org.jspecify.annotations.NullMarked;

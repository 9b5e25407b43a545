@NullMarked
package dev.attune.server.training;

import org.jspecify.annotations.NullMarked;

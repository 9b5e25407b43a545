@NullMarked
package dev.attune.server.access;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.attune.feedback.redis;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.attune.feedback.embedded;

import org.jspecify.annotations.NullMarked;

/**
 * What every long run of the trainer needs besides arithmetic: folders that appear whole, a clock of its steps, a way to be
 * stopped and one kind of error. What is learned, and how, is decided elsewhere.
 */
@NullMarked
package dev.attune.trainer.run;

import org.jspecify.annotations.NullMarked;

package dev.attune.trainer.corpus;

/** Something to talk about. The same draw gives the same exchange. */
@FunctionalInterface
interface Topic {
    Exchange exchange(Draw draw, Style style);
}

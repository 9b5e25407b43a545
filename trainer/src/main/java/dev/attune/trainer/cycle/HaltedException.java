package dev.attune.trainer.cycle;

/** A stage was asked to halt and has saved itself; the cycle goes on from there when it is taken up again. */
public final class HaltedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public HaltedException() {
        super("halted");
    }
}

package dev.attune.serving.model;

import java.util.List;

/**
 * One tensor of the program and where its rows come from.
 *
 * @param name what the program text calls it
 * @param layer its layer, −1 for those that belong to none
 * @param shape {@code [rows, columns]} or {@code [rows]}
 * @param linear whether it is the matrix of a linear layer, which may be prepared
 * @param parts the checkpoint's tensors it is made of
 */
record WeightSpec(String name, int layer, long[] shape, boolean linear, List<Part> parts) {

    /**
     * One tensor of the checkpoint.
     *
     * @param tensor its name there
     * @param rows its rows in the program's tensor
     * @param firstRow where they start
     * @param rotation which of its rows belong to rotated heads
     * @param transposed whether the checkpoint holds it as {@code [columns, rows]}
     * @param shift added to every value on reading
     */
    record Part(String tensor, int rows, int firstRow, Rotation rotation, boolean transposed, float shift) {}

    /**
     * The order of rows within rotated heads. Checkpoints hold the two halves of the rotated pairs one after the other; the
     * program wants each pair side by side, as a complex number. Scores do not change: queries and keys move alike.
     *
     * @param rows how many leading rows belong to rotated heads
     * @param headDim rows of a head
     * @param rotaryDim leading rows of a head that are rotated
     */
    record Rotation(int rows, int headDim, int rotaryDim) {
        static final Rotation NONE = new Rotation(0, 1, 0);

        /** Where a row of the checkpoint's tensor stands in the program's. */
        int place(int row) {
            int within = row % headDim;
            if (row >= rows || within >= rotaryDim) {
                return row;
            }
            int half = rotaryDim / 2;
            return row - within + 2 * (within % half) + within / half;
        }
    }

    long elements() {
        long product = 1;
        for (long size : shape) {
            product *= size;
        }
        return product;
    }

    int columns() {
        return shape.length == 1 ? 1 : (int) shape[1];
    }

    /** The shape that the checkpoint must show for a part. */
    long[] shapeOnDisk(Part part) {
        if (shape.length == 1) {
            return new long[] {part.rows()};
        }
        return part.transposed() ? new long[] {shape[1], part.rows()} : new long[] {part.rows(), shape[1]};
    }
}

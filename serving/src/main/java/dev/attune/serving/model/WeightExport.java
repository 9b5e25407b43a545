package dev.attune.serving.model;

import dev.attune.serving.checkpoint.Dtype;
import dev.attune.serving.checkpoint.SafetensorsWriter;
import dev.attune.serving.model.WeightSpec.Part;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** The way back from the program's tensors to the checkpoint's: {@link WeightLoader} undone. */
public final class WeightExport {

    private WeightExport() {}

    /**
     * The tensors of a Hugging Face checkpoint.
     *
     * @param values asked for the program's tensor of an index, float32 row-major, when one of its parts is written
     * @param dtype of the file
     */
    public static List<SafetensorsWriter.Tensor> tensors(
            WeightLayout layout, IntFunction<float[]> values, Dtype dtype) {
        List<SafetensorsWriter.Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < layout.specs().size(); i++) {
            WeightSpec spec = layout.specs().get(i);
            int index = i;
            for (Part part : spec.parts()) {
                tensors.add(new SafetensorsWriter.Tensor(
                        part.tensor(), dtype, spec.shapeOnDisk(part), () -> rows(spec, part, values.apply(index))));
            }
        }
        return tensors;
    }

    private static FloatBuffer rows(WeightSpec spec, Part part, float[] whole) {
        int columns = spec.columns();
        float[] out = new float[part.rows() * columns];
        for (int row = 0; row < part.rows(); row++) {
            int from = (part.firstRow() + part.rotation().place(row)) * columns;
            for (int column = 0; column < columns; column++) {
                int to = part.transposed() ? column * part.rows() + row : row * columns + column;
                out[to] = whole[from + column] - part.shift();
            }
        }
        return FloatBuffer.wrap(out);
    }
}

package dev.attune.serving.model;

import dev.attune.serving.model.WeightSpec.Part;
import dev.attune.serving.model.WeightSpec.Rotation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one place that knows tensor names, shapes and order: which tensors the program reads, and which tensors of a
 * checkpoint they are made of, per architecture. Immutable.
 */
public final class WeightLayout {

    private final ModelConfig config;
    private final List<WeightSpec> specs;
    private final Map<String, Integer> global = new HashMap<>();
    private final Map<String, Integer> perLayer = new HashMap<>();
    private final int globals;
    private final int stride;

    private WeightLayout(ModelConfig config, List<WeightSpec> specs) {
        this.config = config;
        this.specs = List.copyOf(specs);
        for (int i = 0; i < specs.size() && specs.get(i).layer() <= 0; i++) {
            Map<String, Integer> index = specs.get(i).layer() < 0 ? global : perLayer;
            index.put(specs.get(i).name(), index.size());
        }
        this.globals = global.size();
        this.stride = perLayer.size();
    }

    public static WeightLayout of(ModelConfig config) {
        List<WeightSpec> specs = new ArrayList<>();
        TensorNames names = TensorNames.of(config);
        specs.addAll(names.globals());
        for (int layer = 0; layer < config.layers(); layer++) {
            specs.addAll(names.layer(layer));
        }
        return new WeightLayout(config, specs);
    }

    public ModelConfig config() {
        return config;
    }

    /** All tensors in the order of the program's list. */
    List<WeightSpec> specs() {
        return specs;
    }

    boolean has(String name) {
        return global.containsKey(name) || perLayer.containsKey(name);
    }

    /** TorchScript text of a tensor in the list {@code w}; per layer it reads the layer from {@code i}. */
    String place(String name) {
        Integer at = global.get(name);
        if (at != null) {
            return "w[" + at + "]";
        }
        Integer within = perLayer.get(name);
        if (within == null) {
            throw new IllegalStateException("no tensor is called " + name);
        }
        return "w[i * " + stride + " + " + (globals + within) + "]";
    }

    /** How many tensors the program's list has. */
    public int size() {
        return specs.size();
    }

    /** Number of weights, a tied matrix counted once. */
    public long parameters() {
        return specs.stream().mapToLong(WeightSpec::elements).sum();
    }

    /** Bytes of the matrices that one step multiplies by, in a form: every linear layer once, the output matrix included. */
    public long bytesPerStep(WeightForm form) {
        return form.bytes()
                * specs.stream()
                        .filter(spec -> spec.linear()
                                || (config.tiedEmbeddings() && spec.name().equals("embedding")))
                        .mapToLong(WeightSpec::elements)
                        .sum();
    }

    /** A name for messages and checkpoints of training state: {@code layer3.qkv}. */
    public String nameAt(int index) {
        WeightSpec spec = specs.get(index);
        return spec.layer() < 0 ? spec.name() : "layer" + spec.layer() + "." + spec.name();
    }

    /** The shape of a tensor of the list. */
    public long[] shapeAt(int index) {
        return specs.get(index).shape().clone();
    }

    static WeightSpec whole(String name, int layer, boolean linear, String tensor, long... shape) {
        return new WeightSpec(name, layer, shape, linear, List.of(part(tensor, (int) shape[0], 0)));
    }

    static Part part(String tensor, int rows, int firstRow) {
        return new Part(tensor, rows, firstRow, Rotation.NONE, false, 0);
    }
}

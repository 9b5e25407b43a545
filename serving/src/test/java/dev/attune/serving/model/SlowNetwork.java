package dev.attune.serving.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.attune.serving.checkpoint.Checkpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * The networks in plain double precision, written from the papers and config.json alone: one sequence, no cache, no tricks,
 * loops over everything. What {@link Decoder} and {@link FullForward} are held against.
 */
final class SlowNetwork {
    private final JsonNode json;
    private final Checkpoint checkpoint;
    private final String family;
    private final int heads;
    private final int kvHeads;
    private final int hidden;
    private final int headDim;
    private final int layers;
    private final Map<String, double[]> tensors = new HashMap<>();

    SlowNetwork(Checkpoint checkpoint) {
        this.checkpoint = checkpoint;
        this.json = checkpoint.config();
        this.family = json.get("architectures").get(0).asText();
        this.heads = whole("num_attention_heads", "n_head");
        this.kvHeads = json.path("num_key_value_heads").asInt(heads);
        this.hidden = whole("hidden_size", "n_embd");
        this.headDim = json.path("head_dim").asInt(hidden / heads);
        this.layers = whole("num_hidden_layers", "n_layer");
    }

    /** Logits after every token, {@code [T][V]}. */
    double[][] logits(int[] ids) {
        double[][] h = embed(ids);
        for (int layer = 0; layer < layers; layer++) {
            h = isGpt2() ? gpt2Layer(h, layer) : llamaLayer(h, layer);
        }
        String embedding = isGpt2() ? "transformer.wte" : "model.embed_tokens";
        boolean tied = json.path("tie_word_embeddings").asBoolean(isGpt2() || isGemma());
        double[][] normed = norm(h, isGpt2() ? "transformer.ln_f" : "model.norm", hidden);
        double cap = json.path("final_logit_softcapping").asDouble(0);
        return Rows.map(
                linear(normed, tied ? embedding : "lm_head"), x -> isGemma() && cap > 0 ? cap * Math.tanh(x / cap) : x);
    }

    private double[][] embed(int[] ids) {
        double[] table = tensor((isGpt2() ? "transformer.wte" : "model.embed_tokens") + ".weight");
        double factor = isGemma() ? Math.sqrt(hidden) : 1;
        double[][] h = new double[ids.length][hidden];
        for (int t = 0; t < ids.length; t++) {
            for (int e = 0; e < hidden; e++) {
                h[t][e] = factor * table[ids[t] * hidden + e];
                h[t][e] += isGpt2() ? tensor("transformer.wpe.weight")[t * hidden + e] : 0;
            }
        }
        return h;
    }

    private double[][] llamaLayer(double[][] h, int layer) {
        String p = "model.layers." + layer + ".";
        double[][] x = norm(h, p + "input_layernorm", hidden);
        double[][] q;
        double[][] k;
        double[][] v;
        if (family.startsWith("Phi3")) {
            double[][] all = linear(x, p + "self_attn.qkv_proj");
            q = Rows.columns(all, 0, heads * headDim);
            k = Rows.columns(all, heads * headDim, kvHeads * headDim);
            v = Rows.columns(all, (heads + kvHeads) * headDim, kvHeads * headDim);
        } else {
            q = linear(x, p + "self_attn.q_proj");
            k = linear(x, p + "self_attn.k_proj");
            v = linear(x, p + "self_attn.v_proj");
        }
        if (family.startsWith("Qwen3")) {
            q = norm(q, p + "self_attn.q_norm", headDim);
            k = norm(k, p + "self_attn.k_norm", headDim);
        }
        double[][] a = linear(attend(rotate(q), rotate(k), v, window(layer)), p + "self_attn.o_proj");
        a = isGemma() ? norm(a, p + "post_attention_layernorm", hidden) : a;
        double[][] middle = Rows.add(h, a);
        x = norm(middle, p + (isGemma() ? "pre_feedforward_layernorm" : "post_attention_layernorm"), hidden);
        double[][] m = linear(gated(x, p + "mlp."), p + "mlp.down_proj");
        return Rows.add(middle, isGemma() ? norm(m, p + "post_feedforward_layernorm", hidden) : m);
    }

    private double[][] gated(double[][] x, String p) {
        double[][] gate;
        double[][] up;
        if (family.startsWith("Phi3")) {
            double[][] both = linear(x, p + "gate_up_proj");
            int inner = both[0].length / 2;
            gate = Rows.columns(both, 0, inner);
            up = Rows.columns(both, inner, inner);
        } else {
            gate = linear(x, p + "gate_proj");
            up = linear(x, p + "up_proj");
        }
        double[][] g = Rows.map(gate, activation());
        for (int t = 0; t < g.length; t++) {
            for (int f = 0; f < g[t].length; f++) {
                g[t][f] *= up[t][f];
            }
        }
        return g;
    }

    private double[][] gpt2Layer(double[][] h, int layer) {
        String p = "transformer.h." + layer + ".";
        double[][] all = linear(norm(h, p + "ln_1", hidden), p + "attn.c_attn");
        double[][] a = attend(
                Rows.columns(all, 0, hidden),
                Rows.columns(all, hidden, hidden),
                Rows.columns(all, 2 * hidden, hidden),
                0);
        double[][] middle = Rows.add(h, linear(a, p + "attn.c_proj"));
        double[][] up = Rows.map(linear(norm(middle, p + "ln_2", hidden), p + "mlp.c_fc"), activation());
        return Rows.add(middle, linear(up, p + "mlp.c_proj"));
    }

    private double[][] attend(double[][] q, double[][] k, double[][] v, int window) {
        double scale =
                1 / Math.sqrt(isGemma() ? json.path("query_pre_attn_scalar").asDouble(256) : headDim);
        double cap = isGemma() ? json.path("attn_logit_softcapping").asDouble(0) : 0;
        double[][] out = new double[q.length][heads * headDim];
        for (int t = 0; t < q.length; t++) {
            for (int head = 0; head < heads; head++) {
                int of = head / (heads / kvHeads) * headDim;
                int first = window > 0 ? Math.max(0, t - window + 1) : 0;
                double[] weights = new double[t + 1];
                double sum = 0;
                for (int s = first; s <= t; s++) {
                    double score = 0;
                    for (int d = 0; d < headDim; d++) {
                        score += q[t][head * headDim + d] * k[s][of + d];
                    }
                    score *= scale;
                    weights[s] = Math.exp(cap > 0 ? cap * Math.tanh(score / cap) : score);
                    sum += weights[s];
                }
                for (int s = first; s <= t; s++) {
                    for (int d = 0; d < headDim; d++) {
                        out[t][head * headDim + d] += weights[s] / sum * v[s][of + d];
                    }
                }
            }
        }
        return out;
    }

    private int window(int layer) {
        int window = json.path("sliding_window").asInt(0);
        JsonNode types = json.path("layer_types");
        boolean slides = types.isArray()
                ? types.get(layer).asText().startsWith("sliding")
                : isGemma()
                        ? layer % 2 == 0
                        : layer >= json.path("max_window_layers").asInt(0);
        boolean on =
                !family.startsWith("Qwen") || json.path("use_sliding_window").asBoolean();
        return on && slides && !family.startsWith("Llama") ? window : 0;
    }

    /** Every head of every row, its first half against its second (arXiv 2104.09864 in the order checkpoints use). */
    private double[][] rotate(double[][] x) {
        int rotated = (int) (headDim * json.path("partial_rotary_factor").asDouble(1));
        double[][] out = new double[x.length][];
        for (int t = 0; t < x.length; t++) {
            out[t] = x[t].clone();
            for (int start = 0; start < x[t].length; start += headDim) {
                for (int k = 0; k < rotated / 2; k++) {
                    double angle = t * frequency(k, rotated);
                    int i = start + k;
                    int j = i + rotated / 2;
                    out[t][i] = x[t][i] * Math.cos(angle) - x[t][j] * Math.sin(angle);
                    out[t][j] = x[t][j] * Math.cos(angle) + x[t][i] * Math.sin(angle);
                }
            }
        }
        return out;
    }

    private double frequency(int k, int rotated) {
        double plain = Math.pow(json.path("rope_theta").asDouble(10_000), -2.0 * k / rotated);
        JsonNode scaling = json.path("rope_scaling");
        double factor = scaling.path("factor").asDouble(1);
        if (!scaling.path("rope_type").asText("").equals("llama3")) {
            return plain / factor;
        }
        double low = scaling.get("low_freq_factor").asDouble();
        double high = scaling.get("high_freq_factor").asDouble();
        double turns = scaling.get("original_max_position_embeddings").asDouble() * plain / (2 * Math.PI);
        double share = Math.min(1, Math.max(0, (turns - low) / (high - low)));
        return plain * (share + (1 - share) / factor);
    }

    private DoubleUnaryOperator activation() {
        String name = json.path("hidden_activation")
                .asText(json.path("hidden_act")
                        .asText(json.path("activation_function").asText()));
        return switch (name) {
            case "silu" -> x -> x / (1 + Math.exp(-x));
            case "relu" -> x -> Math.max(0, x);
            case "gelu" -> Rows::gelu;
            default -> x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
        };
    }

    /** Over stretches of {@code width} columns: RMS, or mean and variance where there is a bias. */
    private double[][] norm(double[][] x, String name, int width) {
        double[] g = tensor(name + ".weight");
        boolean centred = isGpt2();
        double eps = json.path(centred ? "layer_norm_epsilon" : "rms_norm_eps").asDouble();
        double[][] out = new double[x.length][x[0].length];
        for (int t = 0; t < x.length; t++) {
            for (int start = 0; start < x[t].length; start += width) {
                double mean = 0;
                double square = 0;
                for (int e = 0; e < width; e++) {
                    mean += centred ? x[t][start + e] / width : 0;
                }
                for (int e = 0; e < width; e++) {
                    square += Math.pow(x[t][start + e] - mean, 2) / width;
                }
                for (int e = 0; e < width; e++) {
                    double unit = (x[t][start + e] - mean) / Math.sqrt(square + eps);
                    out[t][start + e] = unit * (g[e] + (isGemma() ? 1 : 0)) + (centred ? tensor(name + ".bias")[e] : 0);
                }
            }
        }
        return out;
    }

    private double[][] linear(double[][] x, String name) {
        double[] w = tensor(name + ".weight");
        double[] b = checkpoint.contains(name + ".bias") ? tensor(name + ".bias") : new double[0];
        int in = x[0].length;
        int out = w.length / in;
        boolean transposed = name.contains(".c_");
        double[][] y = new double[x.length][out];
        for (int t = 0; t < x.length; t++) {
            for (int o = 0; o < out; o++) {
                double sum = b.length > 0 ? b[o] : 0;
                for (int i = 0; i < in; i++) {
                    sum += x[t][i] * w[transposed ? i * out + o : o * in + i];
                }
                y[t][o] = sum;
            }
        }
        return y;
    }

    private double[] tensor(String name) {
        return tensors.computeIfAbsent(name, n -> {
            float[] values = checkpoint.tensor(n).toFloatArray();
            double[] wide = new double[values.length];
            for (int i = 0; i < wide.length; i++) {
                wide[i] = values[i];
            }
            return wide;
        });
    }

    private boolean isGpt2() {
        return family.startsWith("GPT2");
    }

    private boolean isGemma() {
        return family.startsWith("Gemma2");
    }

    private int whole(String key, String gpt2Key) {
        return json.get(isGpt2() ? gpt2Key : key).asInt();
    }
}

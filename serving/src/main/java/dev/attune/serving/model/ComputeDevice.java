package dev.attune.serving.model;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the network is computed. */
public record ComputeDevice(Device device) {
    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,3}))?");

    /**
     * The device that a flag names.
     *
     * @param flag {@code auto}, {@code cpu}, {@code cuda} or {@code cuda:n}
     * @throws ModelException if it names no device, or one that is not there
     */
    public static ComputeDevice named(String flag) {
        String name = flag.toLowerCase(Locale.ROOT);
        if (name.equals("cpu") || name.equals("auto") && gpus() == 0) {
            return new ComputeDevice(Device.cpu());
        }
        Matcher cuda = CUDA.matcher(name.equals("auto") ? "cuda" : name);
        if (!cuda.matches()) {
            throw new ModelException("device \"" + flag + "\" is none of auto, cpu, cuda, cuda:n");
        }
        int index = cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1));
        if (index >= gpus()) {
            throw new ModelException("device \"" + flag + "\" was asked for, but "
                    + (gpus() == 0 ? "no" : "only " + gpus()) + " CUDA device is there");
        }
        return new ComputeDevice(Device.gpu(index));
    }

    /** Whether it computes beside the process itself, in the same memory. */
    public boolean isProcessor() {
        return !device.isGpu();
    }

    /** A manager on this device; the caller closes it. */
    public PtNDManager newManager() {
        return (PtNDManager) NDManager.newBaseManager(device, "PyTorch");
    }

    /**
     * Processor threads that one operation may use, from now on, on the calling thread. Said outright also for 0, as many as
     * there are cores: otherwise a thread begins with the number that another one set last.
     */
    public static void useThreads(int threads) {
        engine();
        JniUtils.setNumThreads(threads > 0 ? threads : Runtime.getRuntime().availableProcessors());
    }

    /** How many that is on the calling thread. */
    public static int threads() {
        engine();
        return JniUtils.getNumThreads();
    }

    /**
     * Makes the calling thread run programs as they are. By default the native engine rewrites a program for the shapes it
     * meets, which takes seconds, again for other shapes.
     */
    public static void settleThread() {
        engine();
        JniUtils.setGraphExecutorOptimize(false);
    }

    /** The form of weights that is fastest here without a loss that shows. */
    public WeightForm bestForm() {
        if (device.isGpu()) {
            return WeightForm.BFLOAT16;
        }
        return packs() ? WeightForm.FLOAT16 : WeightForm.FLOAT32;
    }

    /**
     * The form that a flag names.
     *
     * @throws ModelException if it names none, or one that this device cannot multiply by
     */
    public WeightForm form(String flag) {
        if (flag.equalsIgnoreCase("auto")) {
            return bestForm();
        }
        for (WeightForm form : WeightForm.values()) {
            if (form.flag().equalsIgnoreCase(flag)) {
                if (form.packed() && !packs()) {
                    throw new ModelException(
                            "weights \"" + flag + "\" need an x86 processor; use float32 or bfloat16 here");
                }
                return form;
            }
        }
        throw new ModelException("weights \"" + flag + "\" are none of auto, float32, float16, bfloat16, int8");
    }

    @Override
    public String toString() {
        return device.isGpu() ? "cuda:" + device.getDeviceId() : "cpu";
    }

    /** FBGEMM, which packs matrices, exists on x86. */
    private boolean packs() {
        String arch = System.getProperty("os.arch", "");
        return !device.isGpu() && (arch.equals("amd64") || arch.equals("x86_64"));
    }

    private static int gpus() {
        return engine().getGpuCount();
    }

    private static Engine engine() {
        return Engine.getEngine("PyTorch");
    }
}

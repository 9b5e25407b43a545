package dev.attune.serving.model;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * TorchScript text, loaded. The text holds methods only; weights come as arguments, so that one program serves every
 * version and trains as well. Used by one thread at a time; closed by whoever loaded it.
 */
public final class Program implements AutoCloseable {

    // An archive as torch.jit.save writes it, for a class without attributes: a zip of stored entries, where data.pkl
    // is
    // the pickle (protocol 2) of an empty object of class __torch__.M and constants.pkl that of the empty tuple.
    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, ')', '.'};
    private static final String OBJECT_OPEN = "\u0080\u0002c__torch__\nM\n)\u0081}b.";

    private final PtSymbolBlock module;

    private Program(PtSymbolBlock module) {
        this.module = module;
    }

    /**
     * Compiles methods.
     *
     * @param manager owns the module
     * @param methods TorchScript {@code def}s, not indented
     * @throws ModelException with the compiler's words when the text is wrong
     */
    public static Program load(PtNDManager manager, String methods) {
        try {
            return new Program((PtSymbolBlock)
                    JniUtils.loadModule(manager, new ByteArrayInputStream(archive(methods)), false, false));
        } catch (EngineException e) {
            throw new ModelException("A program of the network does not compile: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a method without recording gradients. The caller closes arguments and result. */
    public IValue run(String method, IValue... arguments) {
        return IValueUtils.runMethod(module, method, arguments);
    }

    /**
     * Runs a method on tensors, recorded for the gradient if a collector is open.
     *
     * @param arguments the method's first parameters; the first of them owns the results through its manager
     * @param list what the method takes last, as one list; an empty one stands for no such parameter
     * @return the result, or the members of the tuple it is
     */
    public NDList record(String method, List<? extends NDArray> arguments, List<? extends NDArray> list) {
        try (NDManager scope = arguments.get(0).getManager().newSubManager()) {
            NDArray name = scope.create(0f);
            name.setName("module_method:" + method);
            NDList all = new NDList();
            all.addAll(arguments);
            for (NDArray member : list) {
                member.setName("w[]");
                all.add(member);
            }
            all.add(name);
            return IValueUtils.forward(module, all, true);
        }
    }

    @Override
    public void close() {
        module.close();
    }

    static byte[] archive(String methods) throws IOException {
        StringBuilder text = new StringBuilder("class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n");
        methods.lines()
                .filter(line -> !line.isBlank())
                .forEach(line -> text.append("  ").append(line).append('\n'));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            store(zip, "m/data.pkl", OBJECT_OPEN.getBytes(StandardCharsets.ISO_8859_1));
            store(zip, "m/code/__torch__.py", text.toString().getBytes(StandardCharsets.UTF_8));
            store(zip, "m/constants.pkl", EMPTY_TUPLE);
            store(zip, "m/version", "10\n".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static void store(ZipOutputStream zip, String name, byte[] content) throws IOException {
        CRC32 checksum = new CRC32();
        checksum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(checksum.getValue());
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}

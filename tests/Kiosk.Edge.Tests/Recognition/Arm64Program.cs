using System.Diagnostics;
using System.Text;
using Bindings.Shared;

namespace Kiosk.Edge.Tests.Recognition;

/// <summary>A value that a model is given: little-endian bytes of ONNX's type 1 (float), 2 (uint8) or 7 (int64).
/// </summary>
internal sealed record ModelInput(string Name, int Type, long[] Shape, byte[] Values);

/// <summary><c>tests/arm64/run_models.c</c>, compiled for this machine and for arm64, and its files.</summary>
internal sealed class Arm64Program : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("arm64-").FullName;

    public Arm64Program()
    {
        Compile("/usr/bin/gcc", "x64");
        Compile(Arm64FactAttribute.CrossCompiler, "arm64");
    }

    /// <summary>The official library, as npm's onnxruntime-node holds it.</summary>
    public static string Library(string architecture) => Path.Combine(
        RepositoryRoot.Path,
        "bindings/Microsoft.ML.OnnxRuntime/native/node_modules/onnxruntime-node/bin/napi-v6/linux",
        architecture,
        "libonnxruntime.so.1");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Runs models in one process.</summary>
    /// <param name="processor">One that qemu knows; null for this machine's own.</param>
    /// <param name="cases">By model: each case's inputs.</param>
    /// <returns>By model: of each case, each output's values.</returns>
    public async Task<Dictionary<string, float[][][]>> RunAsync(
        string? processor, IReadOnlyDictionary<string, ModelInput[][]> cases)
    {
        List<string> arguments = ["0"];
        foreach (var (model, inputs) in cases)
        {
            var given = Path.Combine(_folder, model + ".in");
            Write(given, inputs);
            var file = Path.Combine(AppContext.BaseDirectory, "models", model + ".onnx");
            arguments.AddRange([file, given, OutputsOf(model)]);
        }

        if (processor is null)
        {
            await ExecuteAsync(Path.Combine(_folder, "x64"), arguments);
        }
        else
        {
            var root = Path.Combine(_folder, processor);
            await ExecuteAsync(Path.Combine(RepositoryRoot.Path, "tests/arm64/sysroot.sh"), [root, processor]);
            await ExecuteAsync(
                Arm64FactAttribute.Emulator,
                [
                    "-cpu", processor, "-L", root, "-E", $"LD_LIBRARY_PATH={Path.GetDirectoryName(Library("arm64"))}",
                    Path.Combine(_folder, "arm64"), .. arguments,
                ]);
        }

        return cases.ToDictionary(entry => entry.Key, entry => Read(OutputsOf(entry.Key), entry.Value.Length));
    }

    /// <summary>Keeps the program for arm64, and each model's last inputs and outputs, for <c>rig/arm64</c>.</summary>
    public void Keep(string folder)
    {
        File.Copy(Path.Combine(_folder, "arm64"), Path.Combine(folder, "program"));
        foreach (var file in Directory.GetFiles(_folder).Where(file => file.EndsWith(".in", StringComparison.Ordinal)
            || file.EndsWith(".out", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }
    }

    private string OutputsOf(string model) => Path.Combine(_folder, model + ".out");

    private void Compile(string compiler, string architecture)
    {
        var library = Library(architecture);
        ExecuteAsync(
            compiler,
            [
                "-O2", "-o", Path.Combine(_folder, architecture),
                Path.Combine(RepositoryRoot.Path, "tests/arm64/run_models.c"),
                "-L", Path.GetDirectoryName(library)!, "-l:libonnxruntime.so.1", // the path names a file in a folder
                "-Wl,--allow-shlib-undefined", $"-Wl,-rpath,{Path.GetDirectoryName(library)}",
            ]).GetAwaiter().GetResult();
    }

    private static async Task ExecuteAsync(string program, IEnumerable<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var complaint = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {complaint}");
    }

    private static void Write(string path, ModelInput[][] cases)
    {
        using var writer = new BinaryWriter(File.Create(path));
        writer.Write(cases.Length);
        foreach (var inputs in cases)
        {
            writer.Write(inputs.Length);
            foreach (var input in inputs)
            {
                writer.Write(Encoding.ASCII.GetBytes(input.Name.PadRight(32, '\0')));
                writer.Write(input.Type);
                writer.Write(input.Shape.Length);
                Array.ForEach(input.Shape, writer.Write);
                writer.Write(input.Values);
            }
        }
    }

    private static float[][][] Read(string path, int cases)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        List<float[]> outputs = [];
        while (reader.BaseStream.Position < reader.BaseStream.Length)
        {
            var values = new float[reader.ReadInt32()];
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = reader.ReadSingle();
            }

            outputs.Add(values);
        }

        return [.. outputs.Chunk(outputs.Count / cases)];
    }
}

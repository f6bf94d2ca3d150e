using Kiosk.Edge.Recognition;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kiosk.Benchmarks;

/// <summary>Where everything lies that is measured.</summary>
internal static class BenchmarkFiles
{
    /// <summary>The root of the checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Reference weights and clips, which are not part of the repository: <c>CAREKIOSK_DATA</c>.</summary>
    public static string Data { get; } =
        Environment.GetEnvironmentVariable("CAREKIOSK_DATA") ?? Path.GetFullPath("../shared/data", Root);

    public static string Clip => Path.Combine(Data, "clips", "webcam_person.mp4");

    public static string YuNet => Reference("yunet_n_dynamic.onnx");

    public static string YuNet320 => Reference("yunet_n_320_320.onnx");

    public static string UltraFace => Reference("ultraface_rfb_320.onnx");

    public static string Silero => Reference("silero_vad.onnx");

    /// <summary>The net that <c>face_expression</c> was quantised from, as its recipe leaves it:
    /// <c>CAREKIOSK_FLOAT_EXPRESSION</c>.</summary>
    public static string FloatExpression { get; } =
        Environment.GetEnvironmentVariable("CAREKIOSK_FLOAT_EXPRESSION")
        ?? Path.Combine(Root, "training/.work/face_expression/face_expression.float.onnx");

    /// <summary>The shipped models, one thread each.</summary>
    public static ModelStore Models { get; } = new(
        Options.Create(new ModelsOptions { Folder = Quantized, Threads = 1, AcceptNonCommercial = true }),
        NullLogger<ModelStore>.Instance);

    private static string Quantized => Path.Combine(Root, "models", "quantized");

    /// <summary>The file of a shipped model.</summary>
    public static string Model(string name) => Path.Combine(Quantized, name + ".onnx");

    private static string Reference(string name) => Path.Combine(Data, "reference", name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CareKiosk.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"There is no CareKiosk.sln above {AppContext.BaseDirectory}.");
    }
}

using System.Numerics;
using BenchmarkDotNet.Attributes;
using Kiosk.Edge.Recognition;
using Kiosk.Edge.Sensing;
using OpenCvSharp;

namespace Kiosk.Benchmarks;

/// <summary>
/// From a picture of 640×480 to the expression of the face in it, against what it must be faster than: YuNet-n at
/// 256×320 and the float parent of the expression net. Those run as bare networks, without the scaling and decoding
/// that the product's own figures include.
/// </summary>
public class FaceBenchmarks
{
    /// <summary>The face in the clip's first picture, marked by hand at 640×480, so that aligning it does not depend on
    /// the detector.</summary>
    private static readonly Vector2[] s_landmarks =
        [new(294, 245), new(381, 248), new(339, 293), new(314, 331), new(362, 331)];

    private readonly Stack<IDisposable> _open = new();
    private readonly VideoFrame _frame = new();
    private Network _network = null!; // set by the setup of each benchmark that uses it
    private Network _second = null!; // likewise
    private FaceDetector _detector = null!; // likewise
    private FaceAligner _aligner = null!; // likewise
    private FaceExpressionModel _expression = null!; // likewise
    private FaceRecognizer _recognizer = null!; // likewise
    private Landmarks _landmarks;

    [GlobalSetup(Target = nameof(Budget))]
    public void OpenBudget()
    {
        OpenYuNet();
        _second = Keep(new Network(BenchmarkFiles.FloatExpression, Network.Noise<byte>(1, 48, 48)));
    }

    [Benchmark(Baseline = true, Description = "budget: YuNet-n 256×320, then float expression (networks alone)")]
    public void Budget()
    {
        _network.Run();
        _second.Run();
    }

    [GlobalSetup(Target = nameof(WholeFrame))]
    public void OpenWholeFrame()
    {
        OpenFrame();
        _recognizer = Keep(new FaceRecognizer(BenchmarkFiles.Models));
        if (_recognizer.Read(_frame).Faces == 0)
        {
            throw new InvalidOperationException("The whole frame is not measured: the detector finds no face in it.");
        }
    }

    [Benchmark(Description = "whole frame 640×480: detect, align, express")]
    public FaceReading WholeFrame() => _recognizer.Read(_frame);

    [GlobalSetup(Target = nameof(Detect))]
    public void OpenDetector()
    {
        OpenFrame();
        _detector = Keep(new FaceDetector(BenchmarkFiles.Models));
    }

    [Benchmark(Description = "detect: scale, face_detector 256×320, decode")]
    public int Detect() => _detector.Detect(_frame.Image).Length;

    [GlobalSetup(Target = nameof(AlignAndExpress))]
    public void OpenExpression()
    {
        OpenFrame();
        for (var i = 0; i < Landmarks.Count; i++)
        {
            _landmarks[i] = s_landmarks[i];
        }

        _expression = Keep(new FaceExpressionModel(BenchmarkFiles.Models));
        _aligner = Keep(new FaceAligner(_expression.Alignment));
    }

    [Benchmark(Description = "align + express one face")]
    public ExpressionScores AlignAndExpress()
    {
        _aligner.TryAlign(_frame.Image, _landmarks, _expression.Face);
        return _expression.Run();
    }

    [GlobalSetup(Target = nameof(DetectorAlone))]
    public void OpenDetectorAlone() =>
        _network = Keep(new Network(BenchmarkFiles.Model("face_detector"), Network.Noise<byte>(1, 256, 320, 3)));

    [Benchmark(Description = "face_detector 256×320 (network alone)")]
    public void DetectorAlone() => _network.Run();

    [GlobalSetup(Target = nameof(Detector320Alone))]
    public void OpenDetector320Alone() =>
        _network = Keep(new Network(BenchmarkFiles.Model("face_detector"), Network.Noise<byte>(1, 320, 320, 3)));

    [Benchmark(Description = "face_detector 320×320 (network alone)")]
    public void Detector320Alone() => _network.Run();

    [GlobalSetup(Target = nameof(YuNetAlone))]
    public void OpenYuNet() =>
        _network = Keep(new Network(BenchmarkFiles.YuNet, Network.Noise<float>(1, 3, 256, 320)));

    [Benchmark(Description = "YuNet-n 256×320 (network alone)")]
    public void YuNetAlone() => _network.Run();

    [GlobalSetup(Target = nameof(YuNet320Alone))]
    public void OpenYuNet320() =>
        _network = Keep(new Network(BenchmarkFiles.YuNet320, Network.Noise<float>(1, 3, 320, 320)));

    [Benchmark(Description = "YuNet-n 320×320 (network alone)")]
    public void YuNet320Alone() => _network.Run();

    [GlobalSetup(Target = nameof(UltraFaceAlone))]
    public void OpenUltraFace() =>
        _network = Keep(new Network(BenchmarkFiles.UltraFace, Network.Noise<float>(1, 3, 240, 320)));

    [Benchmark(Description = "UltraFace RFB-320 240×320 (network alone)")]
    public void UltraFaceAlone() => _network.Run();

    [GlobalSetup(Target = nameof(ExpressionAlone))]
    public void OpenExpressionAlone() =>
        _network = Keep(new Network(BenchmarkFiles.Model("face_expression"), Network.Noise<byte>(1, 48, 48)));

    [Benchmark(Description = "face_expression (network alone)")]
    public void ExpressionAlone() => _network.Run();

    [GlobalSetup(Target = nameof(FloatExpressionAlone))]
    public void OpenFloatExpression() =>
        _network = Keep(new Network(BenchmarkFiles.FloatExpression, Network.Noise<byte>(1, 48, 48)));

    [Benchmark(Description = "float parent of face_expression (network alone)")]
    public void FloatExpressionAlone() => _network.Run();

    [GlobalCleanup]
    public void Close()
    {
        while (_open.TryPop(out var opened))
        {
            opened.Dispose();
        }
    }

    private void OpenFrame()
    {
        using var clip = new VideoFile(BenchmarkFiles.Clip);
        using var picture = new Mat();
        if (!clip.Read(picture))
        {
            throw new InvalidOperationException($"There is no picture in {BenchmarkFiles.Clip}.");
        }

        Cv2.Resize(picture, _frame.Image, new Size(640, 480), interpolation: InterpolationFlags.Cubic);
    }

    private T Keep<T>(T opened)
        where T : IDisposable
    {
        _open.Push(opened);
        return opened;
    }
}
